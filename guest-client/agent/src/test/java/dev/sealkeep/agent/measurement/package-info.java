/** Launch measurements, against published ones and damaged firmware. */
@NullMarked
package dev.sealkeep.agent.measurement;

import org.jspecify.annotations.NullMarked;
