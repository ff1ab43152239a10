import CRMMarketing
import Testing
