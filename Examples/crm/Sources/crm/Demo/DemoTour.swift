/// The questions that the demo asks of its company, as they are typed.
enum DemoTour {
  struct Stop {
    let title: String
    let arguments: [String]
  }

  static let stops = [
    Stop(
      title: "How do the units sell? The average closeProbability of closed deals is their win rate.",
      arguments: [
        "report", "opportunity", "--where", #"state != "open""#, "--by", "owner.businessUnit.name", "--count", "--sum",
        "actualValue", "--avg", "closeProbability", "--avg", "daysToClose",
      ]),
    Stop(
      title: "What was won, quarter by quarter?",
      arguments: [
        "report", "opportunity", "--where", #"state == "won""#, "--by", "actualCloseDate:quarter", "--count", "--sum",
        "actualValue", "--median", "actualValue",
      ]),
    Stop(
      title: "And in the months of the Persian calendar, for customers in Iran?",
      arguments: [
        "report", "opportunity", "--where", #"state == "won" and account.country == "Iran""#, "--by",
        "actualCloseDate:month", "--calendar", "persian", "--count", "--sum", "actualValue",
      ]),
    Stop(
      title: "Which open deals are worth most?",
      arguments: [
        "list", "opportunity", "--where", #"state == "open" and estimatedValue >= 150000 USD"#, "--sort",
        "estimatedValue:desc", "--columns", "name,account.industry,owner.name,stage.name,estimatedValue",
      ]),
    Stop(
      title: "Who is called كريمي, typed with the letters of an Arabic keyboard?",
      arguments: [
        "list", "contact", "--where", #"name matches "كريمي""#, "--columns", "name,account.name,account.country",
      ]),
    Stop(title: "What became of one deal, by whom, when?", arguments: ["history", "opportunity", DemoDeal.name]),
    Stop(
      title: "What does Priya Nair see? Her own deals, in every list, count and report.",
      arguments: ["report", "opportunity", "--by", "owner.name", "--by", "state", "--as", "Priya Nair"]),
  ]
}
