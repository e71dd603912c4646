// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/** How {@code tocsin config check} and {@code config show} print what they found. */
public final class ConfigReport {

    private ConfigReport() {}

    /**
     * A value that is in effect.
     *
     * @param key plugin and key, for example {@code queue.deadline}; or the name of a variable
     * @param value what it is; of a secret only whether there is one
     * @param from the flag, the variable or the file that says it, or {@code default}
     */
    public record Value(String key, String value, String from) {}

    /**
     * Something that is wrong.
     *
     * @param file the name of the file, or of the variable
     * @param key in that file; may be empty
     * @param from where it was said; may be empty
     * @param text file, key, value and remedy in one line
     */
    public record Problem(String file, String key, String from, String text) {}

    /** A table of values. */
    public static String values(List<Value> values) {
        Table table = new Table("", 2).row("KEY", "VALUE", "FROM");
        values.forEach(value -> table.row(value.key(), value.value().isEmpty() ? "-" : value.value(), value.from()));
        return table.toString();
    }

    /** The same for a program. */
    public static String valuesJson(List<Value> values) {
        return Json.object(json -> {
            json.writeArrayFieldStart("values");
            for (Value value : values) {
                json.writeStartObject();
                json.writeStringField("key", value.key());
                json.writeStringField("value", value.value());
                json.writeStringField("from", value.from());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** A line for each problem and each remark, and one for the whole. */
    public static String problems(List<Problem> problems, List<String> remarks, int files) {
        StringBuilder text = new StringBuilder();
        for (Problem problem : problems) {
            text.append(line(problem.text()));
            text.append(problem.from().isEmpty() ? "" : " (" + line(problem.from()) + ')')
                    .append('\n');
        }
        remarks.forEach(remark -> text.append("remark: ").append(line(remark)).append('\n'));
        text.append(files).append(files == 1 ? " file" : " files").append(" checked: ");
        int count = problems.size();
        text.append(count == 0 ? "all is well" : count + (count == 1 ? " error" : " errors"));
        return text.append('\n').toString();
    }

    /** The same for a program. */
    public static String problemsJson(List<Problem> problems, List<String> remarks, int files) {
        return Json.object(json -> {
            json.writeNumberField("files", files);
            json.writeArrayFieldStart("errors");
            for (Problem problem : problems) {
                json.writeStartObject();
                json.writeStringField("file", problem.file());
                json.writeStringField("key", problem.key());
                json.writeStringField("from", problem.from());
                json.writeStringField("text", problem.text());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("remarks");
            for (String remark : remarks) {
                json.writeString(remark);
            }
            json.writeEndArray();
        });
    }

    private static String line(String text) {
        return text.replaceAll("\\p{Cc}", " ");
    }
}
