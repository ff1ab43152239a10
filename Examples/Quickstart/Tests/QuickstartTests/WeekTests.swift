import CRMKit
import Foundation
import Testing

@testable import Quickstart

@Suite("A small company's week")
struct WeekTests {
  @Test("The week goes as it says, and all of it lasts")
  func week() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "quickstart-tests-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    var said: [String] = []
    try await Quickstart.week(in: folder) { said.append($0) }
    let expected = [
      "نسرین پناهی of بازرگانی رویا", "3600.00 USD", "3856.05 USD, of it tax 350.55 USD", "won: 3505.50 USD",
      "1 sent, 0 without",
      "promises kept: 2 of 2", "2 entered the pipeline, 2 won",
    ]
    #expect(said.count > expected.count)
    for (line, part) in zip(said, expected) { #expect(line.contains(part), "\(line)") }

    for page in ["dashboard-en.html", "dashboard-fa.html"] {
      let html = try String(contentsOf: folder.appending(path: page), encoding: .utf8)
      #expect(html.contains("<svg"))
    }
    let mail = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "mail/new").path)
    #expect(mail.count == 1)
  }
}
