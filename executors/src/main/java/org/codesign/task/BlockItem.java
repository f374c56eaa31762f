package org.codesign.task;

import java.util.Objects;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.Operator;

/**
 * An operator at a position: the unit of block training and of sensitivity.
 *
 * @param position the position's name
 * @param boundary the number of blocks before it
 */
public record BlockItem(String position, int boundary, BlockGeometry geometry, Operator operator) {

  public BlockItem {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(geometry, "geometry");
    Objects.requireNonNull(operator, "operator");
  }

  /** The stable name of the item in stages and seeds. */
  public String id() {
    return position + "." + operator.label();
  }

  /** Whether the block has to be trained: it has layers and is not the teacher's own. */
  public boolean isTrained(Teacher teacher) {
    return !structure().isIdentity() && teacher.own(this).isEmpty();
  }

  /** The block's layers. */
  public BlockStructure structure() {
    return operator.structure(geometry);
  }
}
