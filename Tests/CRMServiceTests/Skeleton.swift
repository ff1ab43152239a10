import CRMService
import Testing
