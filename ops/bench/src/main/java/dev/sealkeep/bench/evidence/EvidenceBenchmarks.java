package dev.sealkeep.bench.evidence;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.SnpReport;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.simulator.SnpInstallation;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;
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

  private final SignatureChecks checks = SignatureChecks.fastest();
  private Scene scene;
  private PublicKey key;
  private SnpVerifier cached;

  /** Makes the evidence, fills the cache, and refuses to measure what does not verify. */
  @Setup
  public void prepare() throws IOException {
    scene = Scene.of(SnpInstallation.load(Path.of(System.getProperty(INSTALLATION))), subject);
    key = checks.p384Key(scene.key()).orElseThrow();
    cached = new SnpVerifier(scene.anchors(), checks);
    if (!bareVerify() || !(verifyWith(cached) instanceof Appraisal.Verified)) {
      throw new IllegalStateException("the simulated evidence does not verify");
    }
  }

  private Appraisal verifyWith(SnpVerifier verifier) {
    return verifier.verify(
        Evidence.of(scene.report(), scene.auxiliary()),
        new AppraisalContext(
            scene.collateral(),
            scene.at(),
            Optional.of(new Binding.Transcript(scene.reportData()))));
  }

  /** Bytes to a report, often enough for the clock to see it. */
  @Benchmark
  @OperationsPerInvocation(PARSES)
  public void parse(Blackhole sink) {
    for (int i = 0; i < PARSES; i++) {
      sink.consume(SnpReport.parse(scene.report()));
    }
  }

  /** The signature alone: same provider, same key, same 672 bytes. */
  @Benchmark
  public boolean bareVerify() {
    return checks.ecdsaP384(key, scene.report(), SnpReport.SIGNED_BYTES, scene.derSignature());
  }

  /** Evidence to claims, its chain seen before. */
  @Benchmark
  public Appraisal verifyCached() {
    return verifyWith(cached);
  }

  /** Evidence to claims by a verifier that never saw anything. */
  @Benchmark
  public Appraisal verifyUncached() {
    return verifyWith(new SnpVerifier(scene.anchors(), checks));
  }
}
