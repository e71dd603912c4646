// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two texts in which meters are told, and which of them a client would rather have. */
enum ScrapeFormat {
    /** The text format of Prometheus. */
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    /** OpenMetrics. */
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    ScrapeFormat(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /**
     * OpenMetrics for who prefers it by name; everybody else gets the text, whatever they ask for.
     *
     * @param accept the header, if there was one
     */
    static ScrapeFormat of(@Nullable String accept) {
        double text = 0;
        double open = 0;
        for (String range :
                accept == null ? new String[0] : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            String type = parts[0].strip();
            if (type.equals("application/openmetrics-text")) {
                open = Math.max(open, quality(parts));
            } else if (type.equals("text/plain")) {
                text = Math.max(text, quality(parts));
            }
        }
        return open > text ? OPEN_METRICS : TEXT;
    }

    /** What cannot be read counts for nothing. */
    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                String value = parameter.substring(2);
                return value.matches("[01](\\.\\d{0,3})?") ? Double.parseDouble(value) : 0;
            }
        }
        return 1;
    }
}
