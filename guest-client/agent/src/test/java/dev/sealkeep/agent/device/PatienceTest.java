package dev.sealkeep.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PatienceTest {
  private static final Patience NONE = new Patience(Duration.ZERO);

  @Test
  void answerComesThrough() throws DeviceException {
    assertThat(Patience.DEFAULT.await(() -> "key", _ -> {})).isEqualTo("key");
  }

  @Test
  void noCallMayTakeLongerThanItsCallerHas() {
    assertThat(Patience.within(Duration.ofSeconds(15)).limit()).isEqualTo(Duration.ofSeconds(15));
    assertThat(Patience.within(Duration.ofMinutes(60))).isEqualTo(Patience.DEFAULT);
  }

  @Test
  void faultComesThrough() {
    DeviceException failed =
        catchThrowableOfType(
            DeviceException.class,
            () ->
                Patience.DEFAULT.await(
                    () -> {
                      throw new DeviceException(DeviceFault.VMM_BUSY, "");
                    },
                    _ -> {}));
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.VMM_BUSY);
  }

  @Test
  void bugComesThrough() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Patience.DEFAULT.await(
                    () -> {
                      throw new IllegalArgumentException("bug");
                    },
                    _ -> {}))
        .withStackTraceContaining("bug");
  }

  @Test
  void driverThatHangsIsLeftAndItsLateAnswerWiped() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    CompletableFuture<String> wiped = new CompletableFuture<>();
    DeviceException failed =
        catchThrowableOfType(
            DeviceException.class,
            () ->
                NONE.await(
                    () -> {
                      try {
                        hang.await();
                      } catch (InterruptedException never) {
                        throw new IllegalStateException(never);
                      }
                      return "key";
                    },
                    wiped::complete));
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.DEVICE_TIMEOUT);
    hang.countDown();
    assertThat(wiped.get(30, TimeUnit.SECONDS)).isEqualTo("key");
  }

  @Test
  void interruptionEndsTheWaitAndStaysVisible() {
    CountDownLatch hang = new CountDownLatch(1);
    Thread.currentThread().interrupt();
    DeviceException failed =
        catchThrowableOfType(
            DeviceException.class,
            () ->
                Patience.DEFAULT.await(
                    () -> {
                      try {
                        hang.await();
                      } catch (InterruptedException never) {
                        throw new IllegalStateException(never);
                      }
                      return "key";
                    },
                    _ -> {}));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.DEVICE_INTERRUPTED);
    hang.countDown();
  }
}
