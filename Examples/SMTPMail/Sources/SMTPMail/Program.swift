import CRMCore
import CRMTransports
import Foundation

/// `SMTPMail HOST PORT SECURITY FROM TO...`: sends a message and says what became of it.
///
/// `SECURITY` is `implicit`, `required`, `offered` or `none`. User and password come from `SMTP_USER` and `SMTP_PASSWORD`.
///
/// It ends with 0 where the message was taken, with 75 where another attempt may help or it is not known, and with 69 where none will.
@main
enum Program {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 5, let port = Int(arguments[1]), let security = SMTPServer.Security(rawValue: arguments[2])
    else {
      FileHandle.standardError.write(Data("usage: SMTPMail HOST PORT implicit|required|offered|none FROM TO...\n".utf8))
      exit(64)
    }
    var server = SMTPServer(host: arguments[0], port: port)
    server.security = security
    let environment = ProcessInfo.processInfo.environment
    if let user = environment["SMTP_USER"], let password = environment["SMTP_PASSWORD"] {
      server.credentials = SMTPServer.Credentials(user: user, password: password)
    }
    let message = offer(from: arguments[3], to: Array(arguments[4...]))
    exit(await deliver(message, by: SMTPTransport(server: server), with: .system()))
  }

  /// Does for one message what the outbox does for many.
  private static func deliver(
    _ message: EmailMessage, by transport: SMTPTransport, with environment: CRMEnvironment
  ) async -> Int32 {
    let delivery = Delivery(
      key: "\(environment.newIdentifier())", recipient: message.recipients.joined(separator: ", "), attempt: 1,
      instant: environment.clock())
    do {
      let answer = try await transport.send(message, as: delivery)
      print("taken: \(answer ?? "")")
      return 0
    } catch let failure as DeliveryFailure {
      print(failure.isPassing ? "passing: \(failure)" : "final: \(failure)")
      return failure.isPassing ? 75 : 69
    } catch {
      print("uncertain: \(error)")
      return 75
    }
  }

  private static func offer(from sender: String, to recipients: [String]) -> EmailMessage {
    var message = EmailMessage(
      from: Mailbox(sender, name: "فروش سپهر"), to: recipients.map { Mailbox($0) },
      subject: "پیش‌فاکتور شما برای سفارش بهار، همراه با شرایط پرداخت و زمان تحویل")
    message.text = "سلام،\nپیش‌فاکتور پیوست است.\n.\nA line that is a dot stands above.\n"
    message.html = "<html dir=\"rtl\"><body><p>سلام،<br>پیش‌فاکتور پیوست است.</p></body></html>"
    message.attachments = [
      EmailMessage.Attachment(
        name: "پیش‌فاکتور.csv", mediaType: "text/csv; charset=utf-8", content: Data("کالا,بها\r\nGTX Pro,4821\r\n".utf8))
    ]
    message.unsubscription = EmailMessage.Unsubscription(url: "https://example.org/leave?list=7")
    return message
  }
}
