package dev.sealkeep.bench.evidence;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.EvidenceVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The operations that are measured, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls prepare before any benchmark
public class EvidenceBenchmarks {
  /** The system property that names the folder of the simulator's installation. */
  static final String INSTALLATION = "sealkeep.bench.installation";

  private static final int PARSES = 1_000;

  /** Set by JMH. */
  @Param({"GENOA_VCEK"})
  public Subject subject = Subject.GENOA_VCEK;

  private Scene scene;
  private EvidenceVerifier cached;

  /** Makes the evidence, fills the cache, and refuses to measure what does not verify. */
  @Setup
  public void prepare() throws IOException {
    scene = subject.scene(Path.of(System.getProperty(INSTALLATION)));
    cached = scene.verifier();
    if (!bareVerify() || !(verifyCached() instanceof Appraisal.Verified)) {
      throw new IllegalStateException("the made-up evidence does not verify");
    }
  }

  /** Bytes to fields, often enough for the clock to see it. */
  @Benchmark
  @OperationsPerInvocation(PARSES)
  public void parse(Blackhole sink) {
    for (int i = 0; i < PARSES; i++) {
      sink.consume(scene.parse());
    }
  }

  /** The signature alone: same provider, same key, same bytes. */
  @Benchmark
  public boolean bareVerify() {
    return scene.bareVerify();
  }

  /** Evidence to claims, its chain and collateral seen before. */
  @Benchmark
  public Appraisal verifyCached() {
    return cached.verify(scene.evidence(), scene.context());
  }

  /** Evidence to claims by a verifier that never saw anything. */
  @Benchmark
  public Appraisal verifyUncached() {
    return scene.verifier().verify(scene.evidence(), scene.context());
  }
}
