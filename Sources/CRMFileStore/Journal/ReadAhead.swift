import Dispatch
import Synchronization

/// A step of a reader of frames, taken by the first thread that comes: by the one that wants to know, where none was free before.
final class ReadAhead: Sendable {
  private let start: FrameReader
  private let taken = Mutex<(step: Result<FrameReader.Step, any Error>, end: FrameReader)?>(nil)

  /// Begins to take the step that comes next for a reader.
  init(_ reader: FrameReader) {
    start = reader
    DispatchQueue.global().async { _ = self.finish() }
  }

  /// What the step came upon, and the reader after it.
  func finish() -> (step: Result<FrameReader.Step, any Error>, end: FrameReader) {
    taken.withLock { taken in
      if let taken { return taken }
      var reader = start
      let step = Result { try reader.next() }
      taken = (step, reader)
      return (step, reader)
    }
  }

  /// Lets the step not be taken any more, or waits until it is.
  func cancel() { taken.withLock { $0 = $0 ?? (.failure(CancellationError()), start) } }
}
