package dev.sealkeep.bench.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RegionModelTest {
  private static final Path SHIPPED = Path.of("region.costs");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int run(String... arguments) {
    return new CommandLine(new RegionModel())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void theShippedCostsModelASmallRegion() {
    int code = run("--costs=" + SHIPPED, "--guests=500", "--nodes=2", "--collateral=new_tcb");

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("500 guests on 5 chips, 2 nodes")
        .contains("100% have keys after")
        .contains("used up first:");
  }

  @Test
  void aCheckFailsOutsideItsBand() throws IOException {
    String storm =
        """
        storm.guests=500
        storm.nodes=1
        storm.sqlite=0
        storm.sockets=500
        storm.processors=2
        storm.threads=2
        storm.seconds=1000
        storm.median-seconds=1
        """;
    Path never = Files.writeString(folder.resolve("never"), Files.readString(SHIPPED) + storm);

    assertThat(run("--costs=" + never, "--check")).isEqualTo(1);
    assertThat(out.toString()).contains("off by").contains("1000.0 s");
    assertThat(run("--costs=" + never, "--check", "--band=1000")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--guests=0", "--set=node.relase.us=5", "--set=fsync.us=-5", "--check"})
  void whatCannotBeUsedIsNamed(String argument) {
    assertThat(run("--costs=" + SHIPPED, argument)).isEqualTo(2);
    assertThat(err.toString())
        .containsAnyOf("--guests is from 1", "node.relase.us", "fsync.us", "come from no storm");
    assertThat(out.toString()).isEmpty();
  }
}
