package dev.sealkeep.keystore.store.jdbc;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes Flyway's warnings and errors on; its banner and progress go to debug. */
public final class QuietMigrationLog implements Log {
  /** Found by Flyway by its class name. */
  public static final class Creator implements LogCreator {
    /** Called by Flyway. */
    public Creator() {}

    @Override
    public Log createLogger(Class<?> source) {
      return new QuietMigrationLog(LoggerFactory.getLogger(source));
    }
  }

  private final Logger logger;

  private QuietMigrationLog(Logger logger) {
    this.logger = logger;
  }

  @Override
  public void debug(String message) {
    logger.debug(message);
  }

  @Override
  public void info(String message) {
    logger.debug(message);
  }

  @Override
  public void notice(String message) {
    logger.debug(message);
  }

  @Override
  public void warn(String message) {
    logger.warn(message);
  }

  @Override
  public void error(String message) {
    logger.error(message);
  }

  @Override
  public void error(String message, Exception failure) {
    logger.error(message, failure);
  }
}
