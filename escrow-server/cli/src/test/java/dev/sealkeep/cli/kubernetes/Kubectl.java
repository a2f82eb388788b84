package dev.sealkeep.cli.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The kubectl on the path. */
final class Kubectl {
  private Kubectl() {}

  static boolean installed() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  /** Builds an overlay; the digest in the names of generated objects is left out. */
  static List<ObjectNode> build(Path directory) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("kubectl", "kustomize", directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("kubectl kustomize %s failed".formatted(directory));
    }
    return Overlay.documents(
        text.replaceAll("(name: sealkeep-configuration)-[a-z0-9]{10}\\b", "$1"));
  }
}
