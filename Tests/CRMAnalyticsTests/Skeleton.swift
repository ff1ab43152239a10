import CRMAnalytics
import Testing
