// What the thread sanitizer does not see by itself, told to it.
//
// On Linux, `Synchronization.Mutex` locks and unlocks by one atomic operation in the caller's code, which is instrumented,
// where nobody waits. Where somebody does, it calls these functions of its library, which is not: without what stands here,
// every access behind a contended lock is reported as a race. They stand before the library's when the tests are linked.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

void __tsan_acquire(void *);
void __tsan_release(void *);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void mutexLock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void mutexUnlock(SELF) __asm__(UNLOCK);

SWIFT void mutexLock(uint32_t thread, SELF mutex) {
  SWIFT void (*lock)(uint32_t, SELF) = dlsym(RTLD_NEXT, LOCK);
  lock(thread, mutex);
  __tsan_acquire(mutex);
}

SWIFT void mutexUnlock(SELF mutex) {
  SWIFT void (*unlock)(SELF) = dlsym(RTLD_NEXT, UNLOCK);
  __tsan_release(mutex);
  unlock(mutex);
}
