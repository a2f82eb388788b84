package dev.sealkeep.agent.device;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Bounds a call into a driver, which Java cannot interrupt: the call runs in a thread of its own
 * that does not keep the process alive, and is left behind when time is up.
 *
 * @param limit how long a call may take
 */
public record Patience(Duration limit) {
  /** The driver itself gives up on a busy hypervisor after 60 s, and its answer says more. */
  public static final Patience DEFAULT = new Patience(Duration.ofSeconds(75));

  /** The default, or less where a caller has less time. */
  public static Patience within(Duration deadline) {
    return deadline.compareTo(DEFAULT.limit) < 0 ? new Patience(deadline) : DEFAULT;
  }

  /** A call that fails as devices do. */
  @FunctionalInterface
  public interface Call<T> {
    /** Makes the call. */
    T run() throws DeviceException;
  }

  /**
   * Makes a call.
   *
   * @param late takes what comes after time is up, to wipe it
   * @throws DeviceException as the call does, or {@link DeviceFault#DEVICE_TIMEOUT}
   */
  public <T> T await(Call<T> call, Consumer<T> late) throws DeviceException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("device").start(() -> run(call, answer, late));
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException expired) {
      throw abandoned(answer, late, DeviceFault.DEVICE_TIMEOUT, expired);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw abandoned(answer, late, DeviceFault.DEVICE_INTERRUPTED, interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof DeviceException problem) {
        throw problem;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  private static <T> void run(Call<T> call, CompletableFuture<T> answer, Consumer<T> late) {
    try {
      T value = call.run();
      if (!answer.complete(value)) {
        late.accept(value);
      }
    } catch (Throwable failed) {
      answer.completeExceptionally(failed);
    }
  }

  private <T> DeviceException abandoned(
      CompletableFuture<T> answer, Consumer<T> late, DeviceFault fault, Exception why) {
    DeviceException given = new DeviceException(fault, "after " + limit.toSeconds() + " s", why);
    if (!answer.completeExceptionally(given) && !answer.isCompletedExceptionally()) {
      late.accept(answer.join());
    }
    return given;
  }
}
