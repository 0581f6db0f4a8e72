// Preloaded into a program: has the k-th call that changes a file under given folders fail.
//
// REQLEDGER_FAULT_DIRS: the folders, parted by ':'. REQLEDGER_FAULT_PLAN: a file; once it is there,
// its text "K ERRNO MODE" arms the shim, which counts from then on. MODE: `once` fails the K-th
// call alone; `on` that and every later one; `short` lets the K-th, if it writes, put half its
// bytes down, and fails every later one, as a disk that fills up does. When it has struck, a file
// of the plan's name with `.struck` appended says where.
//
// Threads: any. Limits: calls that a library makes by itself inside libc (stdio) are not seen.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

enum class Mode { kOnce, kFromThenOn, kShort };

struct Plan {
  long call = 0;
  int error = 0;
  Mode mode = Mode::kOnce;
};

enum class Verdict { kPass, kShorten, kFail };

std::atomic<bool> armed = false;
std::atomic<long> calls = 0;
std::atomic<bool> arming = false;
Plan plan;  // written once, before `armed`

// The shim's own calls go past the functions that it takes the place of.
template <typename... Arguments>
long Call(long number, Arguments... arguments) {
  return ::syscall(number, arguments...);
}

bool ReadPlan(const char* path) {
  const long fd = Call(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) return false;
  char text[64] = {};
  const long count = Call(SYS_read, fd, text, sizeof text - 1);
  Call(SYS_close, fd);
  if (count <= 0) return false;
  char* rest = text;
  plan.call = std::strtol(rest, &rest, 10);
  plan.error = static_cast<int>(std::strtol(rest, &rest, 10));
  if (plan.call <= 0 || plan.error <= 0) return false;
  plan.mode = std::strcmp(rest, " on") == 0      ? Mode::kFromThenOn
              : std::strcmp(rest, " short") == 0 ? Mode::kShort
                                                 : Mode::kOnce;
  return true;
}

bool IsArmed() {
  if (armed) return true;
  const char* const path = std::getenv("REQLEDGER_FAULT_PLAN");
  if (path == nullptr || Call(SYS_faccessat, AT_FDCWD, path, R_OK) != 0) return false;
  if (arming.exchange(true)) return armed;
  if (!armed) armed = ReadPlan(path);
  arming = false;
  return armed;
}

bool IsUnderFolders(const char* path) {
  const char* folder = std::getenv("REQLEDGER_FAULT_DIRS");
  while (folder != nullptr && *folder != '\0') {
    const std::size_t length = std::strcspn(folder, ":");
    if (length > 0 && std::strncmp(path, folder, length) == 0 && path[length] == '/') return true;
    folder += length + (folder[length] == ':' ? 1 : 0);
  }
  return false;
}

void TellWhere(const char* what, const char* path) {
  char name[PATH_MAX];
  std::snprintf(name, sizeof name, "%s.struck", std::getenv("REQLEDGER_FAULT_PLAN"));
  char text[PATH_MAX + 32];
  const int length = std::snprintf(text, sizeof text, "%s %s\n", what, path);
  const long fd = Call(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return;
  Call(SYS_write, fd, text, static_cast<std::size_t>(length));
  Call(SYS_close, fd);
}

Verdict JudgePath(const char* what, const char* path, bool writes) {
  if (!IsArmed() || !IsUnderFolders(path)) return Verdict::kPass;
  const long call = ++calls;
  if (call < plan.call || (call > plan.call && plan.mode == Mode::kOnce)) return Verdict::kPass;
  if (call == plan.call) TellWhere(what, path);
  if (call == plan.call && plan.mode == Mode::kShort && writes) return Verdict::kShorten;
  errno = plan.error;
  return Verdict::kFail;
}

Verdict JudgeFile(const char* what, int fd, bool writes) {
  if (!IsArmed()) return Verdict::kPass;
  char link[64];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  char path[PATH_MAX];
  const long length = Call(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length <= 0) return Verdict::kPass;
  path[length] = '\0';
  return JudgePath(what, path, writes);
}

std::size_t Allowed(Verdict verdict, std::size_t count) {
  return verdict == Verdict::kShorten && count > 1 ? count / 2 : count;
}

ssize_t WriteAt(const char* what, int fd, const void* bytes, std::size_t count, off_t offset) {
  const Verdict verdict = JudgeFile(what, fd, true);
  if (verdict == Verdict::kFail) return -1;
  return Call(SYS_pwrite64, fd, bytes, Allowed(verdict, count), offset);
}

template <typename... Arguments>
int OnFile(const char* what, long number, int fd, Arguments... arguments) {
  if (JudgeFile(what, fd, false) == Verdict::kFail) return -1;
  return static_cast<int>(Call(number, fd, arguments...));
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* bytes, std::size_t count) {
  const Verdict verdict = JudgeFile("write", fd, true);
  if (verdict == Verdict::kFail) return -1;
  return Call(SYS_write, fd, bytes, Allowed(verdict, count));
}

ssize_t pwrite(int fd, const void* bytes, std::size_t count, off_t offset) {
  return WriteAt("pwrite", fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void* bytes, std::size_t count, off64_t offset) {
  return WriteAt("pwrite", fd, bytes, count, offset);
}

int fsync(int fd) { return OnFile("fsync", SYS_fsync, fd); }

int fdatasync(int fd) { return OnFile("fdatasync", SYS_fdatasync, fd); }

int ftruncate(int fd, off_t size) noexcept { return OnFile("ftruncate", SYS_ftruncate, fd, size); }

int ftruncate64(int fd, off64_t size) noexcept {
  return OnFile("ftruncate", SYS_ftruncate, fd, size);
}

int rename(const char* from, const char* to) noexcept {
  if (JudgePath("rename", to, false) == Verdict::kFail) return -1;
  return static_cast<int>(Call(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int link(const char* from, const char* to) noexcept {
  if (JudgePath("link", to, false) == Verdict::kFail) return -1;
  return static_cast<int>(Call(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

}  // extern "C"
