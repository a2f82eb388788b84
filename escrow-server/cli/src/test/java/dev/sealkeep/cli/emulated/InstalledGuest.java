package dev.sealkeep.cli.emulated;

import dev.sealkeep.simulator.emulate.FrontEnd;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * This machine with the tree {@code ops/guest/files} installed, in a mount namespace of one
 * command's own: nothing of it stays.
 *
 * @param work a folder for what is needed to make it
 */
record InstalledGuest(Path work) {
  /** What a package installs. */
  static final Path FILES = Path.of(System.getProperty("sealkeep.root", "."), "ops/guest/files");

  private static final List<String> SIMULATOR =
      List.of(
          "dev.sealkeep.simulator.Machine",
          "org.bouncycastle.asn1.ASN1Object",
          "org.bouncycastle.asn1.cms.CMSObjectIdentifiers",
          "org.bouncycastle.cert.X509CertificateHolder");

  /** Checks what it needs of the system. */
  static InstalledGuest make(Path work) throws IOException {
    Needs.root();
    Needs.overlay();
    Files.createDirectories(work.resolve("layers"));
    Files.createDirectories(work.resolve("etc"));
    InstalledGuest guest = new InstalledGuest(work);
    Files.writeString(guest.program(), "#!/bin/sh\nexit 2\n");
    var _ = guest.program().toFile().setExecutable(true);
    return guest;
  }

  /** The same with the program under test, on a simulated machine. */
  InstalledGuest withProgram() throws IOException {
    EmulatedMachine machine = EmulatedMachine.make(work.resolve("machine"), 0);
    List<String> command = new ArrayList<>(List.of(FrontEnd.java().toString()));
    command.addAll(Agent.JVM_OPTIONS);
    command.add("-Dsealkeep.simulator=" + machine.folder());
    command.add("-cp");
    command.add(
        Stream.concat(Agent.classPath().stream(), SIMULATOR.stream().map(Agent::placeOf))
            .distinct()
            .collect(Collectors.joining(":")));
    command.add("dev.sealkeep.agent.Main");
    Files.writeString(
        program(), "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(String.join("' '", command)));
    return this;
  }

  /** What /usr/bin/sealkeep-guest is. */
  Path program() {
    return work.resolve("sealkeep-guest");
  }

  /** A file that is put into /etc/sealkeep. */
  Path configured(String name) {
    return work.resolve("etc").resolve(name);
  }

  /** The command that runs a script of bash there. */
  List<String> command(String script) {
    return List.of("unshare", "--mount", "bash", "-c", install() + script);
  }

  private String install() {
    return """
    set -e
    mount -t tmpfs tmpfs '%1$s/layers'
    for folder in usr etc; do
      mkdir -p '%1$s/layers/'$folder/upper '%1$s/layers/'$folder/work
      mount -t overlay overlay /$folder \
        -o lowerdir=/$folder,upperdir='%1$s/layers/'$folder/upper,workdir='%1$s/layers/'$folder/work
    done
    cp -R '%2$s'/. /
    mkdir -p /etc/sealkeep /usr/lib/sealkeep-guest
    cp '%1$s/sealkeep-guest' /usr/bin/sealkeep-guest
    cp '%1$s'/etc/* /etc/sealkeep
    cd '%1$s'
    """
        .formatted(work, FILES.toAbsolutePath());
  }

  /** Runs a script of bash there, which ends with its first failure. */
  Ended run(String script) throws Exception {
    return run(command(script));
  }

  /** Runs any command to its end. */
  Ended run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(work.resolve("err").toFile()).start();
    return FrontEnd.finish(work, process);
  }
}
