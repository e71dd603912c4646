// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in columns that are as wide as they must be. */
final class Table {

    private final String indent;
    private final int gap;
    private final List<String[]> rows = new ArrayList<>();

    Table(String indent, int gap) {
        this.indent = indent;
        this.gap = gap;
    }

    Table row(Object... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            // one row is one line, whatever an error text of the other side holds
            row[i] = String.valueOf(cells[i]).replaceAll("\\p{Cc}", " ");
        }
        rows.add(row);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]);
                if (i < row.length - 1) {
                    line.append(" ".repeat(width(i) - row[i].length() + gap));
                }
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> row.length > column)
                .mapToInt(row -> row[column].length())
                .max()
                .orElse(0);
    }
}
