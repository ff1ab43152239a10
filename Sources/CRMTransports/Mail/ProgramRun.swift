#if !(os(iOS) || os(tvOS) || os(watchOS) || os(visionOS))
  import CRMCore
  import Foundation
  import Synchronization

  #if canImport(Darwin)
    import Darwin
  #elseif canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// A program that is run once, with bytes to read.
  ///
  /// Input and errors go through files that have no name: a program that reads nothing, writes much, or leaves children behind blocks
  /// nobody, as it would with pipes.
  final class ProgramRun: Sendable {
    private struct State {
      var process: Process?
      var waiting: CheckedContinuation<Void, Never>?
      var exitCode: Int32?
      var isOver = false
    }

    private let state: Mutex<State>
    private let errors: FileHandle

    // What a program says of its failure is short.
    private static let longestErrorText = 1024

    /// Starts the program.
    ///
    /// - Throws: A passing ``DeliveryFailure`` when it can't be started.
    init(path: String, arguments: [String], input: [UInt8]) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = arguments
      errors = try Self.namelessFile([])
      process.standardInput = try Self.namelessFile(input)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = errors
      state = Mutex(State())
      process.terminationHandler = { [self] process in
        let code = process.terminationReason == .exit ? process.terminationStatus : nil
        over { $0.exitCode = code }
      }
      do {
        try process.run()
      } catch {
        throw DeliveryFailure.passing("\(path) can't be run: \(error.localizedDescription)")
      }
      state.withLock { if !$0.isOver { $0.process = process } }
      watch(process.processIdentifier)
    }

    /// The number that it ended with; nil while it runs and where a signal ended it.
    var exitCode: Int32? { state.withLock { $0.exitCode } }

    /// The beginning of what it wrote to its standard error, in one line.
    var errorText: String {
      guard (try? errors.seek(toOffset: 0)) != nil, let bytes = try? errors.read(upToCount: Self.longestErrorText)
      else {
        return ""
      }
      let words = String(decoding: bytes, as: UTF8.self).split { $0.isWhitespace || $0.isNewline }
      return words.joined(separator: " ")
    }

    /// Returns when it has ended; a task that is cancelled kills it and waits no longer.
    func finish() async throws {
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let isOver = state.withLock { state in
            if !state.isOver { state.waiting = continuation }
            return state.isOver
          }
          if isOver { continuation.resume() }
        }
      } onCancel: {
        over { state in
          // Not asked to end, since it might take its time.
          if let process = state.process, process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
      }
      try Task.checkCancellation()
    }

    /// Sees the program's end, which Foundation tells on Linux only when its children have ended too; a mail server's work on.
    private func watch(_ identifier: pid_t) {
      #if !canImport(Musl)
        Thread.detachNewThread { [self] in
          var info = siginfo_t()
          // The end is left to be collected by Foundation; if it has been, there is nothing to see here.
          while waitid(P_PID, id_t(identifier), &info, WEXITED | WNOWAIT) != 0 {
            if errno != EINTR { return }
          }
          let code = info.si_code == CLD_EXITED ? info.status : nil
          over { $0.exitCode = code }
        }
      #endif
    }

    private func over(_ change: (inout State) -> Void) {
      let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
        if state.isOver { return nil }
        change(&state)
        state.isOver = true
        defer { (state.waiting, state.process) = (nil, nil) }
        return state.waiting
      }
      waiting?.resume()
    }

    private static func namelessFile(_ bytes: [UInt8]) throws(TransportFileError) -> FileHandle {
      let descriptor = try DurableFile.nameless(in: NSTemporaryDirectory(), holding: bytes)
      return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
  }

  #if !canImport(Musl)
    extension siginfo_t {
      fileprivate var status: Int32 {
        #if canImport(Darwin)
          si_status
        #else
          _sifields._sigchld.si_status
        #endif
      }
    }
  #endif
#endif
