// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Lends a plugin's own reader of its configuration to its {@link SettingsCheck}: makes the component property type that
 * Declarative Services would make, of values by key.
 */
public final class SettingsReader {

    private SettingsReader() {}

    /**
     * All that a reader finds wrong, although it stops at the first: what is wrong is put back to its default, and read
     * again.
     *
     * @param type the component property type; its attributes are texts and have defaults
     * @param values by key
     * @param reader throws {@link WrongSettingException} at a wrong value
     */
    public static <T extends Annotation> List<String> wrong(
            Class<T> type, Map<String, String> values, Consumer<T> reader) {
        return wrong(values, left -> reader.accept(of(type, left)));
    }

    /** The same for a reader that also looks at the values by their keys. */
    public static List<String> wrong(Map<String, String> values, Consumer<Map<String, String>> reader) {
        List<String> wrong = new ArrayList<>();
        Map<String, String> left = new HashMap<>(values);
        for (; ; ) {
            try {
                reader.accept(left);
                return wrong;
            } catch (WrongSettingException e) {
                wrong.add(e.getMessage());
                if (left.remove(e.key()) == null) {
                    return wrong; // a default does not go with the rest
                }
            } catch (IllegalArgumentException e) {
                wrong.add(String.valueOf(e.getMessage()));
                return wrong;
            }
        }
    }

    /** What Declarative Services would hand to the component. */
    public static <T extends Annotation> T of(Class<T> type, Map<String, String> values) {
        InvocationHandler attributes = (proxy, method, args) -> attribute(type, method, values);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, attributes));
    }

    /** The other way round: the values by key that Declarative Services handed to a component. */
    public static <T extends Annotation> Map<String, String> values(Class<T> type, T config) {
        Map<String, String> values = new HashMap<>();
        for (Method method : type.getDeclaredMethods()) {
            try {
                method.setAccessible(true);
                values.put(key(method.getName()), String.valueOf(method.invoke(config)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " does not tell " + method.getName(), e);
            }
        }
        return values;
    }

    private static Object attribute(Class<?> type, Method method, Map<String, String> values) {
        if (method.getDeclaringClass() != type) {
            return method.getName().equals("annotationType") ? type : type.getName();
        }
        String value = values.get(key(method.getName()));
        return value == null
                ? Objects.requireNonNull(method.getDefaultValue(), () -> type + " has no default for " + method)
                : value;
    }

    /** The key of an attribute: {@code __} stands for an underscore, {@code _} for a dot. */
    private static String key(String attribute) {
        return attribute.replace("__", "\0").replace('_', '.').replace('\0', '_');
    }
}
