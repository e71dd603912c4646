// SPDX-License-Identifier: Apache-2.0
package org.example.load;

import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConversionException;
import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.TypeConverterSupport;

/**
 * Makes text of a {@link LoadAverage} wherever Camel wants some. Camel finds this class by
 * {@code META-INF/services/org/apache/camel/TypeConverterLoader}, in this bundle and nowhere else.
 */
public final class LoadConverters implements TypeConverterLoader {

    @Override
    public void load(TypeConverterRegistry registry) {
        registry.addTypeConverter(String.class, LoadAverage.class, new TypeConverterSupport() {
            @Override
            public <T> T convertTo(Class<T> type, Exchange exchange, Object value) throws TypeConversionException {
                LoadAverage load = (LoadAverage) value;
                return type.cast(String.format(
                        Locale.ROOT,
                        "load %.2f, %.2f, %.2f",
                        load.oneMinute(),
                        load.fiveMinutes(),
                        load.fifteenMinutes()));
            }
        });
    }
}
