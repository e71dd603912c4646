// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A plugin's own check of its settings: its {@code org.tocsin.api.SettingsCheck}, with what its bundle finds in the
 * distribution, and nothing of this program.
 */
final class PluginCheck {

    /** In which a bundle names its checks, one class a line. */
    static final String SERVICE = "META-INF/services/org.tocsin.api.SettingsCheck";

    private final Object check;

    private PluginCheck(Object check) {
        this.check = check;
    }

    /** Makes one. */
    static PluginCheck load(ClassLoader bundle, String type) throws OfflineException {
        try {
            return new PluginCheck(
                    Class.forName(type, true, bundle).getConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw failed(type, e);
        }
    }

    String pid() throws OfflineException {
        return String.valueOf(call("pid"));
    }

    /** All that is wrong with these values, a line each. */
    List<String> wrong(Map<String, String> values) throws OfflineException {
        return call("wrong", values) instanceof List<?> lines
                ? lines.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Whether the plugin also reads this key, of which its description says nothing. */
    boolean knows(String key) {
        try {
            return Boolean.TRUE.equals(call("knows", key));
        } catch (OfflineException e) {
            return false; // the same failure is told when the values are checked
        }
    }

    private Object call(String method, Object... args) throws OfflineException {
        try {
            return Stream.of(check.getClass().getMethods())
                    .filter(candidate -> candidate.getName().equals(method)
                            && candidate.getParameterCount() == args.length
                            && !candidate.isBridge())
                    .findFirst()
                    .orElseThrow(() -> new NoSuchMethodException(method))
                    .invoke(check, args);
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            throw failed(check.getClass().getName(), e);
        }
    }

    private static OfflineException failed(String type, Throwable problem) {
        Throwable cause = problem instanceof InvocationTargetException && problem.getCause() != null
                ? problem.getCause()
                : problem;
        // the class alone: what an exception says may quote a secret
        return OfflineException.of("the plugin's own check " + type + " fails ("
                + cause.getClass().getName() + "): report it to whoever made the plugin; its values are not checked");
    }
}
