package dev.sealkeep.cli.connection;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.protocol.name.Name;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names the tenant a command is about. */
public final class TenantOption {
  @Option(names = "--tenant", paramLabel = "NAME", description = "the tenant (or SEALKEEP_TENANT)")
  private Optional<String> tenant = Optional.empty();

  /** The tenant's name, from the option or the environment. */
  public Name name(Console console) {
    String value =
        tenant
            .or(() -> Optional.ofNullable(console.environment().get("SEALKEEP_TENANT")))
            .orElseThrow(
                () ->
                    CommandFailure.of(
                        ExitCode.UNUSABLE,
                        "no tenant is given",
                        "Add --tenant NAME or set SEALKEEP_TENANT."));
    return NameArgument.parse("tenant", value);
  }

  /** The path of the tenant's resources: {@code /v1/tenants/NAME}. */
  public String path(Console console) {
    return "/v1/tenants/" + name(console);
  }
}
