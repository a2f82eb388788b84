package dev.sealkeep.bench.admission;

import dev.sealkeep.service.admission.Caller;
import dev.sealkeep.service.admission.ClaimedTenant;
import dev.sealkeep.service.admission.FairLimit;
import dev.sealkeep.service.admission.ServicePace;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The steps of admission, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls prepare before any benchmark
public class AdmissionBenchmarks {
  private static final int CHALLENGE_CHARACTERS = 900;
  private static final int EVIDENCE_CHARACTERS = 8_000;
  private static final int PERMITS = 64;

  private byte[] body;
  private FairLimit limit;

  /** A body of the length and order that a guest's has, and a limit that nobody waits at. */
  @Setup
  public void prepare() {
    body =
        "{\"challenge\":\"%s\",\"tenant\":\"acme\",\"key\":\"disk\",\"evidence\":[{\"evidence\":\"%s\"}]}"
            .formatted("c".repeat(CHALLENGE_CHARACTERS), "e".repeat(EVIDENCE_CHARACTERS))
            .getBytes(StandardCharsets.US_ASCII);
    limit =
        new FairLimit(
            PERMITS,
            2_048,
            8_000_000_000L,
            System::nanoTime,
            new ServicePace(500, System::nanoTime),
            new Unexpected());
    if (!ClaimedTenant.of(body).equals("acme")) {
      throw new IllegalStateException("the made-up body claims no tenant");
    }
  }

  /** Nobody is refused here. */
  private static final class Unexpected implements FairLimit.Refusals {
    @Override
    public RuntimeException full() {
      return new IllegalStateException("full");
    }

    @Override
    public RuntimeException late() {
      return new IllegalStateException("late");
    }

    @Override
    public RuntimeException gone() {
      return new IllegalStateException("gone");
    }
  }

  /** Whose turn it is: the tenant's name out of a body. */
  @Benchmark
  public String claimedTenant() {
    return ClaimedTenant.of(body);
  }

  /** A permit, taken and given back. */
  @Benchmark
  public boolean permit() {
    Caller caller = new Caller("acme", new CompletableFuture<>());
    return limit.run(caller, () -> CompletableFuture.completedFuture(true)).join();
  }
}
