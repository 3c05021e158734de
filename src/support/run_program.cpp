#include "support/run_program.h"

#include "support/text.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace cea {
namespace {

[[noreturn]] void fail(int error) {
  throw std::system_error(error, std::generic_category(), "can't run another program");
}

/// A pipe that other children don't inherit.
class Pipe {
public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) fail(errno);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_read();
    close_write();
  }
  [[nodiscard]] int read_end() const { return ends_[0]; }
  [[nodiscard]] int write_end() const { return ends_[1]; }
  void close_read() { close_end(ends_[0]); }
  void close_write() { close_end(ends_[1]); }

private:
  static void close_end(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

/// While it lives, writing to a program that has ended is an error and not the end of this one.
class NoPipeSignal {
public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;
  ~NoPipeSignal() {
    if (sigismember(&before_, SIGPIPE) == 0) {
      const timespec now{};
      while (sigtimedwait(&pipe_, nullptr, &now) == SIGPIPE) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  [[nodiscard]] const sigset_t& before() const { return before_; }

private:
  sigset_t pipe_{}, before_{};
};

/// Starts the program; 0 where there is none.
pid_t start(const std::vector<std::string>& command, const Pipe& in, const Pipe& out, const Pipe& err,
            const sigset_t& signals) {
  std::vector<char*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, in.read_end(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out.write_end(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, err.write_end(), STDERR_FILENO);
  posix_spawnattr_setsigmask(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments.front(), &files, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (error == ENOENT || error == EACCES) return 0;
  if (error != 0) fail(error);
  return child;
}

/// Takes what there is to read; closes the pipe at its end.
void take(Pipe& pipe, std::string& text) {
  std::array<char, 65536> buffer{};
  const ssize_t n = read(pipe.read_end(), buffer.data(), buffer.size());
  if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
  if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) pipe.close_read();
}

/// Gives what fits; closes the pipe when all is given or nobody reads.
void give(Pipe& pipe, std::string_view& rest) {
  const ssize_t n = write(pipe.write_end(), rest.data(), rest.size());
  if (n > 0) rest.remove_prefix(static_cast<std::size_t>(n));
  if (rest.empty() || (n < 0 && errno != EINTR && errno != EAGAIN)) pipe.close_write();
}

/// Both ways at once: neither side ever waits for the other.
void exchange(Pipe& in, Pipe& out, Pipe& err, std::string_view input, ProgramRun& run) {
  fcntl(in.write_end(), F_SETFL, O_NONBLOCK);
  if (input.empty()) in.close_write();
  while (in.write_end() >= 0 || out.read_end() >= 0 || err.read_end() >= 0) {
    // A negative descriptor is passed over.
    std::array<pollfd, 3> waiting{pollfd{in.write_end(), POLLOUT, 0}, pollfd{out.read_end(), POLLIN, 0},
                                  pollfd{err.read_end(), POLLIN, 0}};
    if (poll(waiting.data(), waiting.size(), -1) < 0) {
      if (errno == EINTR) continue;
      fail(errno);
    }
    if (waiting[0].revents != 0) give(in, input);
    if (waiting[1].revents != 0) take(out, run.out);
    if (waiting[2].revents != 0) take(err, run.err);
  }
}

} // namespace

ProgramRun run_program(const std::vector<std::string>& command, std::string_view input) {
  ProgramRun run;
  const NoPipeSignal quiet;
  Pipe in, out, err;
  const pid_t child = start(command, in, out, err, quiet.before());
  if (child == 0) {
    run.found = false;
    return run;
  }
  in.close_read();
  out.close_write();
  err.close_write();
  exchange(in, out, err, input, run);
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) fail(errno);
  if (WIFEXITED(status)) run.status = WEXITSTATUS(status);
  return run;
}

bool has_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  if (path == nullptr) return false;
  for (const std::string_view folder : split(path, ':'))
    if (access((std::string(folder.empty() ? "." : folder) + "/" + name).c_str(), X_OK) == 0) return true;
  return false;
}

} // namespace cea
