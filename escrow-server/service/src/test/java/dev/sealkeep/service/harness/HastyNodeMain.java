package dev.sealkeep.service.harness;

import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.service.log.HighWater;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.server.EscrowServer;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A node that answers before it commits: its COMMITs wait until it is killed. It keeps no promise,
 * so whoever checks promises has to find out.
 *
 * <p>The server offers no place to put such a store, since that would be a switch that turns
 * durability off; so the fields of the running log writer are exchanged, found by their types.
 */
public final class HastyNodeMain {
  private HastyNodeMain() {}

  /** A node whose high-water file runs ahead of its database: its mark is durable at once. */
  public static final class WithMark {
    private WithMark() {}

    /** Runs the node; takes what {@link NodeMain} takes. */
    public static void main(String[] arguments) throws IOException {
      NodeMain.run(arguments, HastyNodeMain::makeHasty);
    }
  }

  /** Runs the node, whose mark is as late as its COMMIT; takes what {@link NodeMain} takes. */
  public static void main(String[] arguments) throws IOException {
    Path elsewhere = Path.of(arguments[0], "no-high-water");
    NodeMain.run(
        arguments,
        server -> {
          makeHasty(server);
          replace(part(server, LogWriter.class), HighWater.class, _ -> new HighWater(elsewhere));
        });
  }

  private static void makeHasty(EscrowServer server) {
    replace(part(server, LogWriter.class), Store.class, HastyStore::new);
  }

  private static <T> T part(Object whole, Class<T> type) {
    try {
      return type.cast(field(whole, type).get(whole));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> void replace(Object whole, Class<T> type, UnaryOperator<T> change) {
    try {
      field(whole, type).set(whole, change.apply(part(whole, type)));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field field(Object whole, Class<?> type) {
    Field found =
        Arrays.stream(whole.getClass().getDeclaredFields())
            .filter(field -> field.getType() == type)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(whole.getClass() + " has no " + type));
    found.setAccessible(true);
    return found;
  }
}
