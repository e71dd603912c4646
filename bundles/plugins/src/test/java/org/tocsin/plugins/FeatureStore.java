// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.karaf.features.Capability;
import org.apache.karaf.features.Dependency;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.Repository;

/** Features in memory: offered, required, installed; and some that do not resolve. Answers as Karaf does. */
final class FeatureStore {

    final Map<String, Feature> offered = new TreeMap<>();
    final Map<String, List<String>> capabilities = new HashMap<>();
    final Map<String, String> broken = new HashMap<>();
    final Set<String> required = new TreeSet<>();
    final List<String> calls = new ArrayList<>();

    boolean interrupt;

    /** What somebody else does at the same time, just before our addition is put in place. */
    Runnable meanwhile = () -> {};

    Feature offer(String id, String... dependencies) {
        String[] parts = id.split("/", -1);
        Feature feature = stub(Feature.class, (method, args) -> switch (method.getName()) {
            case "getName" -> parts[0];
            case "getVersion" -> parts[1];
            case "getId" -> id;
            case "getDependencies" ->
                Arrays.stream(dependencies)
                        .map(name -> stub(Dependency.class, (asked, none) -> name))
                        .toList();
            case "getBundles" -> List.of();
            case "getCapabilities" ->
                capabilities.getOrDefault(id, List.of()).stream()
                        .map(value -> stub(Capability.class, (asked, none) -> value))
                        .toList();
            default -> throw new AssertionError("not expected: " + method);
        });
        offered.put(id, feature);
        return feature;
    }

    FeaturesService service() {
        return stub(FeaturesService.class, (method, args) -> {
            Method own;
            try {
                own = FeatureStore.class.getDeclaredMethod(method.getName(), method.getParameterTypes());
            } catch (NoSuchMethodException e) {
                throw new AssertionError("not expected: " + method, e);
            }
            return own.invoke(this, args);
        });
    }

    Feature[] listFeatures() {
        return offered.values().toArray(Feature[]::new);
    }

    Feature[] listInstalledFeatures() {
        return offered.values().stream().filter(this::isInstalled).toArray(Feature[]::new);
    }

    Repository[] listRepositories() {
        return new Repository[0];
    }

    boolean isInstalled(Feature feature) {
        return required.contains(Requirement.of(feature));
    }

    Map<String, Set<String>> listRequirements() {
        return Map.of(FeaturesService.ROOT_REGION, new TreeSet<>(required));
    }

    void addRequirements(Map<String, Set<String>> more, EnumSet<FeaturesService.Option> options)
            throws InterruptedException {
        Set<String> added = more.getOrDefault(FeaturesService.ROOT_REGION, Set.of());
        boolean simulated = options.contains(FeaturesService.Option.Simulate);
        calls.add((simulated ? "simulate " : "add ") + added);
        if (interrupt && !simulated) {
            throw new InterruptedException();
        }
        for (String requirement : added) {
            String reason = broken.get(requirement);
            if (reason != null) {
                throw new IllegalStateException(reason);
            }
        }
        for (String requirement : added) {
            if (offered.values().stream()
                    .noneMatch(feature -> Requirement.of(feature).equals(requirement))) {
                throw new IllegalArgumentException("No matching features for " + requirement);
            }
        }
        if (simulated) {
            return;
        }
        meanwhile.run();
        required.addAll(added);
    }

    void removeRequirements(Map<String, Set<String>> less, EnumSet<FeaturesService.Option> options) {
        Set<String> removed = less.getOrDefault(FeaturesService.ROOT_REGION, Set.of());
        calls.add("remove " + removed);
        required.removeAll(removed);
    }

    private interface Answers {
        Object to(Method method, Object[] args) throws ReflectiveOperationException;
    }

    private static <T> T stub(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                    case "equals" -> self == args[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> type.getSimpleName();
                };
            }
            try {
                return answers.to(method, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
