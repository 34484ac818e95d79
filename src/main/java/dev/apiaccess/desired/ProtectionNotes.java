// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.ConfirmedRule;
import dev.apiaccess.api.MadeAuthorizer;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.UnitKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the status of a protection says that it brought about in its API. A note that is lost opens nothing: what is not noted was not made from
 * here.
 *
 * @param closed methods that it closed
 * @param closing methods that it is about to close: whether they are closed by now shows in AWS
 * @param settings of stages that it brought about, by stage
 * @param confirmed by rule, the digest of what was confirmed
 * @param emptyBefore whether the resource policy was empty before its first statement; empty where it wrote none
 * @param applied what was in force once
 * @param authorizers ids of those that it made, with their names in it
 */
public record ProtectionNotes(
        SortedSet<MethodKey> closed,
        SortedSet<MethodKey> closing,
        SortedMap<String, Set<MethodKey>> settings,
        Map<String, String> confirmed,
        Optional<Boolean> emptyBefore,
        AppliedProtection applied,
        SortedMap<String, String> authorizers) {

    /** Nothing was brought about. */
    public static final ProtectionNotes NONE = new ProtectionNotes(
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeMap<>(),
            Map.of(),
            Optional.empty(),
            AppliedProtection.NONE,
            new TreeMap<>());

    /** Behind a method that is about to be closed. */
    private static final String UNDER_WAY = " (under way)";

    /** The notes of an object about an API: those about another one, that it followed before, say nothing of this. */
    public static ProtectionNotes of(ApiProtection protection, UnitKey.RestApiUnit unit) {
        var status = protection.getStatus();
        return status == null || !areAbout(status, unit) ? NONE : of(status);
    }

    /** Whether a status was written of an API. */
    public static boolean areAbout(ApiProtectionStatus status, UnitKey.RestApiUnit unit) {
        var api = status.restApi();
        return api != null && unit.apiId().equals(api.id()) && unit.region().equals(api.region());
    }

    private static ProtectionNotes of(ApiProtectionStatus status) {
        var closed = new TreeSet<MethodKey>();
        var closing = new TreeSet<MethodKey>();
        for (var line : status.closed()) {
            if (line.endsWith(UNDER_WAY)) {
                method(line.substring(0, line.length() - UNDER_WAY.length())).ifPresent(closing::add);
            } else {
                method(line).ifPresent(closed::add);
            }
        }
        var settings = new TreeMap<String, Set<MethodKey>>();
        for (var line : status.settings()) {
            var space = line.indexOf(' ');
            if (space > 0) {
                method(line.substring(space + 1))
                        .ifPresent(method -> settings.computeIfAbsent(line.substring(0, space), _ -> new TreeSet<>())
                                .add(method));
            }
        }
        var confirmed = new HashMap<String, String>();
        for (ConfirmedRule one : status.confirmed()) {
            var rule = one.rule();
            var digest = one.digest();
            if (rule != null && digest != null) {
                confirmed.put(rule, digest);
            }
        }
        return new ProtectionNotes(
                closed,
                closing,
                settings,
                confirmed,
                Optional.ofNullable(status.emptyBefore()),
                AppliedProtection.parse(Objects.requireNonNullElse(status.digest(), "")),
                authorizers(status.authorizers()));
    }

    private static SortedMap<String, String> authorizers(List<MadeAuthorizer> noted) {
        var authorizers = new TreeMap<String, String>();
        for (MadeAuthorizer one : noted) {
            var id = one.id();
            var name = one.name();
            if (id != null && name != null) {
                authorizers.put(id, name);
            }
        }
        return authorizers;
    }

    /** The lines of status about authorizers. */
    public static List<MadeAuthorizer> authorizerLines(SortedMap<String, String> authorizers) {
        return authorizers.entrySet().stream()
                .map(one -> new MadeAuthorizer(one.getValue(), one.getKey()))
                .toList();
    }

    /** {@code GET /orders}. */
    public static String text(MethodKey method) {
        return method.verb() + " " + method.path();
    }

    private static Optional<MethodKey> method(String line) {
        var space = line.indexOf(' ');
        return space > 0
                ? Optional.of(new MethodKey(line.substring(space + 1), line.substring(0, space)))
                : Optional.empty();
    }

    /** The lines of status about methods. */
    public static List<String> closedLines(Collection<MethodKey> closed, Collection<MethodKey> closing) {
        var lines = new TreeSet<String>();
        closed.forEach(method -> lines.add(text(method)));
        closing.stream()
                .filter(method -> !closed.contains(method))
                .forEach(method -> lines.add(text(method) + UNDER_WAY));
        return List.copyOf(lines);
    }

    /** The lines of status about settings. */
    public static List<String> settingLines(Map<String, ? extends Set<MethodKey>> settings) {
        return settings.entrySet().stream()
                .flatMap(stage -> stage.getValue().stream().map(method -> stage.getKey() + " " + text(method)))
                .sorted()
                .collect(Collectors.toUnmodifiableList());
    }
}
