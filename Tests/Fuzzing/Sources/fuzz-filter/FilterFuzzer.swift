import FuzzChecks

/// What the fuzzing library calls with each of its inputs.
@_cdecl("LLVMFuzzerTestOneInput")
func check(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  FilterCheck.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}
