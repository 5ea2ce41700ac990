#include "run-queue.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "completions.h"
#include "process-exit.h"

#ifndef _WIN32
#include <pthread.h>
#endif

namespace zoo {

namespace {
// Several times what it takes to check or copy the feeds for which a thread is woken early.
constexpr std::chrono::microseconds kAwaitFor{200};

// For debuggers and `top -H`.
void NameThread() {
#if defined(__linux__)
  pthread_setname_np(pthread_self(), "zoo");
#elif defined(__APPLE__)
  pthread_setname_np("zoo");
#endif
}

Failure Stuck() {
  return Failure("STUCK", "All threads are in work that was given up, which the library does not end.");
}
}  // namespace

// One thread.
struct RunQueue::Lane {
  std::thread thread;
  std::shared_ptr<Task> task;  // the one that runs
  bool given_up = false;       // takes no further task
  bool overdue = false;        // should be given up, but too many are
  bool ended = false;          // uses no library any more
  bool left_behind = false;    // the queue is gone without it
};

struct RunQueue::State : std::enable_shared_from_this<State> {
  State(std::shared_ptr<Mailbox> to, size_t concurrency_, size_t limit_, size_t spare_)
      : mailbox(std::move(to)), concurrency(std::max<size_t>(concurrency_, 1)), limit(limit_), spare(spare_) {}

  void Work(const std::shared_ptr<Lane>& lane);
  void AwaitSubmission(std::unique_lock<std::mutex>& lock);
  // With the mutex held. False when the system has none left.
  bool StartThread();
  void Reap();
  bool IsStuck() const { return overdue == concurrency; }

  const std::shared_ptr<Mailbox> mailbox;
  const size_t concurrency;
  const size_t limit;
  const size_t spare;

  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable ended;
  std::deque<std::shared_ptr<Task>> queue;
  std::list<std::shared_ptr<Lane>> lanes;  // those given up too, until they end
  size_t serving = 0;                      // lanes that are not given up
  size_t given_up = 0;
  size_t overdue = 0;
  size_t idle = 0;
  size_t active = 0;      // tasks that run in lanes that are not given up
  bool stopped = false;
  bool expected = false;  // Expect was called, and no thread has seen it yet
  bool awaited = false;   // a thread is awake that will take the next task
  std::atomic<size_t> submitted{0};
};

RunQueue::RunQueue(std::shared_ptr<Mailbox> mailbox, size_t concurrency, size_t limit, size_t spare)
    : state_(std::make_shared<State>(std::move(mailbox), concurrency, limit, spare)) {}

RunQueue::~RunQueue() {
  Stop();
  // Who wants to give threads time has called Wait before.
  Wait(Clock::now());
}

void RunQueue::Expect() {
  auto& state = *state_;
  {
    const std::lock_guard<std::mutex> lock(state.mutex);
    if (state.idle == 0 || state.awaited) return;
    state.expected = true;
  }
  state.wake.notify_one();
}

bool RunQueue::IsFull() {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->queue.size() + state_->active >= state_->concurrency + state_->limit;
}

bool RunQueue::Submit(std::shared_ptr<Task> task) {
  auto& state = *state_;
  std::unique_lock<std::mutex> lock(state.mutex);
  if (state.stopped) return false;
  if (state.IsStuck()) throw Stuck();
  state.queue.push_back(std::move(task));
  // A thread is started only when no idle one will take the task: calls in sequence stay on one thread, and so on one
  // compiled model.
  if (state.queue.size() > state.idle && state.serving < state.concurrency && !state.StartThread() && state.serving == 0) {
    state.queue.pop_back();
    throw Failure("RESOURCE_EXHAUSTED", "The system has no thread left for the model.");
  }
  state.submitted++;
  const bool awaited = std::exchange(state.awaited, false);
  lock.unlock();
  if (!awaited) state.wake.notify_one();
  return true;
}

bool RunQueue::Cancel(const std::shared_ptr<Task>& task) {
  task->cancelled = true;
  auto& queue = state_->queue;
  const std::lock_guard<std::mutex> lock(state_->mutex);
  const auto place = std::find(queue.begin(), queue.end(), task);
  if (place == queue.end()) return false;
  queue.erase(place);
  return true;
}

bool RunQueue::GiveUp(const std::shared_ptr<Task>& task) {
  auto& state = *state_;
  std::deque<std::shared_ptr<Task>> refused;
  {
    const std::lock_guard<std::mutex> lock(state.mutex);
    if (state.stopped) return false;
    const auto place = std::find_if(state.lanes.begin(), state.lanes.end(), [&](const std::shared_ptr<Lane>& lane) {
      return lane->task == task && !lane->given_up;
    });
    if (place == state.lanes.end()) return false;
    Lane& lane = **place;
    if (state.given_up < state.spare) {
      lane.given_up = true;
      state.given_up++;
      if (std::exchange(lane.overdue, false)) state.overdue--;
      state.active--;
      state.serving--;
      state.Reap();
      if (!state.queue.empty()) state.StartThread();
      return true;
    }
    if (!std::exchange(lane.overdue, true)) state.overdue++;
    if (state.IsStuck()) refused.swap(state.queue);
  }
  for (auto& waiting : refused) {
    waiting->Refuse(Stuck());
    state.mailbox->Post(std::move(waiting));
  }
  return false;
}

bool RunQueue::Stop() {
  bool runs = false;
  // Freed without the lock: what they hold may take time.
  std::deque<std::shared_ptr<Task>> dropped;
  {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->stopped = true;
    dropped.swap(state_->queue);
    for (const auto& lane : state_->lanes) {
      if (!lane->task) continue;
      lane->task->cancelled = true;
      runs = true;
    }
  }
  state_->wake.notify_all();
  return runs;
}

bool RunQueue::Wait(Clock::time_point until) {
  auto& state = *state_;
  std::list<std::shared_ptr<Lane>> lanes;
  {
    std::unique_lock<std::mutex> lock(state.mutex);
    const auto all_ended = [&] {
      return std::all_of(state.lanes.begin(), state.lanes.end(), [](const auto& lane) { return lane->ended; });
    };
    // An idle thread ends at once, however soon the deadline is.
    const auto busy = [&] {
      return std::any_of(state.lanes.begin(), state.lanes.end(), [](const auto& lane) { return lane->task != nullptr; });
    };
    state.ended.wait_until(lock, until, all_ended);
    if (!all_ended() && !busy()) state.ended.wait_for(lock, std::chrono::milliseconds(500), all_ended);
    lanes.swap(state.lanes);
    for (const auto& lane : lanes) {
      if (lane->ended) continue;
      lane->left_behind = true;
      ProcessExit::LeaveThread();
    }
  }
  bool all = true;
  for (const auto& lane : lanes) {
    if (lane->left_behind) {
      lane->thread.detach();
      all = false;
    } else {
      lane->thread.join();
    }
  }
  return all;
}

bool RunQueue::State::StartThread() {
  const auto lane = std::make_shared<Lane>();
  try {
    // The new thread waits for the mutex, so the lane is whole when it starts.
    lane->thread = std::thread([self = shared_from_this(), lane] { self->Work(lane); });
  } catch (const std::system_error&) {
    return false;
  }
  lanes.push_back(lane);
  serving++;
  return true;
}

void RunQueue::State::Reap() {
  lanes.remove_if([](const std::shared_ptr<Lane>& lane) {
    if (!lane->ended) return false;
    lane->thread.join();
    return true;
  });
}

void RunQueue::State::AwaitSubmission(std::unique_lock<std::mutex>& lock) {
  const size_t seen = submitted;
  awaited = true;
  lock.unlock();
  const auto end = Clock::now() + kAwaitFor;
  while (submitted == seen && Clock::now() < end) std::this_thread::yield();
  lock.lock();
  awaited = false;
}

void RunQueue::State::Work(const std::shared_ptr<Lane>& lane) {
  NameThread();
  LaneState kept;
  std::unique_lock<std::mutex> lock(mutex);
  idle++;
  while (true) {
    wake.wait(lock, [this] { return stopped || expected || !queue.empty(); });
    idle--;
    if (stopped) break;
    if (std::exchange(expected, false) && queue.empty()) {
      idle++;
      AwaitSubmission(lock);
      continue;
    }
    std::shared_ptr<Task> task = std::move(queue.front());
    queue.pop_front();
    lane->task = task;
    active++;
    lock.unlock();

    task->Run(kept);

    lock.lock();
    lane->task = nullptr;
    if (std::exchange(lane->overdue, false)) overdue--;
    const bool goes_on = !lane->given_up && !stopped;
    if (lane->given_up) {
      given_up--;
    } else {
      active--;
      // Idle before it is known to be done: who submits next upon that finds this thread free.
      if (goes_on) idle++;
    }
    lock.unlock();
    mailbox->Post(std::move(task));
    lock.lock();
    if (!goes_on) break;
  }
  lock.unlock();
  kept.reset();
  lock.lock();
  lane->ended = true;
  if (lane->left_behind) ProcessExit::ThreadEnded();
  lock.unlock();
  ended.notify_all();
}

}  // namespace zoo
