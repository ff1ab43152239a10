// Apple's systems for phones, watches and televisions run no programs.
#if !(os(iOS) || os(tvOS) || os(watchOS) || os(visionOS))
  public import CRMCore
  import Foundation

  /// Hands mail to the system's mail server by its `sendmail` program, which Postfix, Exim, msmtp and others have.
  ///
  /// The program is run by itself, without a shell, and told the recipients after `--`, so that no address is taken for an option. What it
  /// takes is on its way; whether it arrives is reported to ``EmailMessage/returnPath``, long after.
  ///
  /// A second attempt sends a second message if the first was taken and the program that uses this died before it had noted so, since
  /// `sendmail` takes no idempotency key; both have the same Message-ID, by which many mailboxes show one.
  public struct SendmailTransport: Transport {
    /// The program.
    public let path: String
    /// How long it may take.
    ///
    /// Then it is ended, and the attempt has failed.
    public let timeLimit: Duration
    /// How many bytes a message may take.
    public let limit: Int

    /// A transport by a program.
    public init(
      path: String = "/usr/sbin/sendmail", timeLimit: Duration = .seconds(60), limit: Int = EmailMessage.defaultLimit
    ) {
      self.path = path
      self.timeLimit = timeLimit
      self.limit = limit
    }

    /// Sends the message to all its recipients.
    ///
    /// - Returns: The Message-ID.
    /// - Throws: ``/CRMCore/DeliveryFailure``: final where the message or a recipient is refused, passing where the system can't take mail
    ///   now or isn't set up for it; ``UncertainDelivery`` where the program had to be ended, or a signal ended it.
    public func send(_ message: EmailMessage, as delivery: Delivery) async throws -> String? {
      let bytes = try message.bytes(as: delivery, limit: limit)
      let arguments = ["-i", "-f", message.envelopeSender, "--"] + message.recipients
      let run = try ProgramRun(path: path, arguments: arguments, input: bytes)
      try await withTimeLimit(timeLimit) { try await run.finish() }
      guard let code = run.exitCode else { throw UncertainDelivery("sendmail was ended by a signal") }
      if let failure = Self.failure(code, run.errorText) { throw failure }
      return message.messageID(as: delivery)
    }

    /// What the program's end means: the numbers are those of `sysexits.h`.
    ///
    /// Final is what is wrong with the message or its recipients. What is wrong with the machine may be repaired.
    private static func failure(_ code: Int32, _ said: String) -> DeliveryFailure? {
      func reason(_ text: String) -> String { said.isEmpty ? "sendmail: \(text)" : "sendmail: \(text): \(said)" }
      switch code {
      case 0: return nil
      case 64: return .final(reason("it does not take such arguments (64)"))
      case 65: return .final(reason("the message is malformed (65)"))
      case 66: return .final(reason("the message can't be read (66)"))
      case 67: return .final(reason("there is no such recipient (67)"))
      case 68: return .final(reason("there is no such host (68)"))
      case 77: return .final(reason("it is not permitted (77)"))
      case 69: return .passing(reason("the mail system is not available (69)"))
      case 75: return .passing(reason("it asks to try again (75)"))
      default: return .passing(reason("it ended with \(code)"))
      }
    }
  }
#endif
