import CRMCore
import CRMMemoryStore
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Definitions of processes")
struct ProcessDefinitionTests {
  private let catalog: Catalog

  init() throws { catalog = try Catalog(ProcessWorld.types) }

  private func problems(_ stages: [BusinessProcess.Stage], keepingStageIn field: String? = nil) -> [String] {
    BusinessProcess("p", of: "deal", keepingStageIn: field, stages: stages).problems(in: catalog)
  }

  @Test("Dead ends, stages that are never reached, and ways to nowhere are found, all at once")
  func structure() {
    #expect(ProcessWorld.sale.problems(in: catalog).isEmpty)
    #expect(problems([]) == ["it has no stages"])
    let found = problems([
      .init("a", exits: [.init(to: "b"), .init(to: "x")]), .init("b", exits: [.init(to: "a")]),
      .init("c", isEnd: true), .init("c", isEnd: true, exits: [.init(to: "a")]),
    ])
    #expect(
      found == [
        "“c” is the name of several stages", "a leads to “x”, which is no stage", "c is an end, and has ways out",
        "c is never reached", "c is never reached", "from a no end is reached", "from b no end is reached",
      ])
  }

  @Test("What a definition names must be there")
  func names() {
    #expect(BusinessProcess("p", of: "nothing", stages: []).problems(in: catalog).count == 1)
    #expect(problems([.init("a", isEnd: true)], keepingStageIn: "size").count == 1)
    let bad: FilterExpression = .compare("colour", .equal, "red")
    let found = problems([
      .init(
        "a", exits: [.init(to: "b", when: bad)],
        gates: [.fields(["colour"]), .condition(bad, "x"), .tasks(["t", "t"]), .approval("", by: "r", within: nil)],
        onEntry: [
          .set(["colour": .actor, "id": .record]), .create(entity: "thing", [:]),
          .later(.seconds(1), [.create(entity: "visit", ["colour": .actor])]),
        ]),
      .init("b", isEnd: true),
    ])
    #expect(found.count == 9, "\(found)")
  }

  @Test("An invalid process is refused with everything that is wrong with it")
  func refused() async throws {
    let world = try ProcessWorld()
    await #expect(throws: ProcessError.invalid("p", ["it has no stages"])) {
      try await world.store.define(BusinessProcess("p", of: "deal", stages: []))
    }
    var definition = ProcessDefinition(id: world.store.newID())
    (definition.name, definition.subject, definition.definition) = ("p", "deal", "{")
    await #expect(throws: RecordError.self) { try await world.store.insert(definition) }
  }

  @Test("A definition comes back from its JSON")
  func coding() throws {
    var process = ProcessWorld.sale
    process.stages[0].limit = .seconds(90)
    process.stages[0].onExit = [
      .start(process: "x"), .later(.seconds(60), [.call("host", ["a": .now(plus: .seconds(5)), "b": .literal(3)])]),
    ]
    let json = try JSONEncoder().encode(process)
    #expect(try JSONDecoder().decode(BusinessProcess.self, from: json) == process)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(RecordAction.self, from: Data("{}".utf8)) }
  }

  @Test("The drawings show every stage and way, whatever the names hold")
  func drawings() throws {
    let mermaid = ProcessWorld.sale.mermaid
    #expect(mermaid.hasPrefix("stateDiagram-v2\n"))
    #expect(mermaid.contains("[*] --> s0") && mermaid.contains("s2 --> [*]"))
    #expect(mermaid.split(separator: "\n").filter { $0.contains(" --> s") }.count == 6)

    var hostile = ProcessWorld.sale
    // A sign with a combining mark is a character of its own, and still the sign; control characters are none in XML.
    hostile.stages[0].label = "</svg><script>\"&;:#\n<\u{301}/rect>&\u{301}\"\u{301}\u{1}\u{1F}\u{FFFE}\r\n"
    for isRightToLeft in [false, true] {
      let parser = XMLParser(data: Data(hostile.svg(rightToLeft: isRightToLeft).utf8))
      let counter = ElementCounter()
      parser.delegate = counter
      #expect(parser.parse())
      #expect(counter.counts["rect"] == 4 && counter.counts["path"] == 6 && counter.counts["script"] == nil)
    }
    #expect(!hostile.mermaid.contains("<script>"))
    let label = try #require(hostile.mermaid.split(separator: "\n").first { $0.contains("script") })
    #expect(label.unicodeScalars.filter { $0 == "\"" }.count == 2 && !label.unicodeScalars.contains("<"))
    #expect(hostile.mermaid.split(separator: "\n").count == mermaid.split(separator: "\n").count)
  }
}

private final class ElementCounter: NSObject, XMLParserDelegate {
  var counts: [String: Int] = [:]

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
  }
}
