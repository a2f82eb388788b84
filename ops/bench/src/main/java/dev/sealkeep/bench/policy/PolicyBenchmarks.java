package dev.sealkeep.bench.policy;

import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.policy.evaluate.Reason;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The operations that are measured, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyBenchmarks {
  private final Scene scene = Scene.make();

  /** The bare decision, permitting. */
  @Benchmark
  public Reason decidePermit() {
    return scene.policy().decide(scene.good(), scene.references());
  }

  /** The decision with what each check came to, permitting. */
  @Benchmark
  public Evaluation evaluatePermit() {
    return scene.policy().evaluate(scene.good(), scene.references());
  }

  /** The bare decision, denying. */
  @Benchmark
  public Reason decideDeny() {
    return scene.policy().decide(scene.bad(), scene.references());
  }

  /** The decision with what each check came to, denying. */
  @Benchmark
  public Evaluation evaluateDeny() {
    return scene.policy().evaluate(scene.bad(), scene.references());
  }

  /** A permission and its whole explanation, as it is archived. */
  @Benchmark
  public Map<String, Object> explainPermit() {
    return evaluatePermit().explanation().asMap();
  }

  /** A denial and its whole explanation, as it is archived. */
  @Benchmark
  public Map<String, Object> explainDeny() {
    return evaluateDeny().explanation().asMap();
  }
}
