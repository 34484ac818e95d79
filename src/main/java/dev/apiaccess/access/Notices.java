// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Notice.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is there, gone or of another kind than before, whoever can call it. */
final class Notices {

    private final Since.Side before;
    private final Since.Side after;
    private final List<Notice> notices = new ArrayList<>();

    private Notices(Since.Side before, Since.Side after) {
        this.before = before;
        this.after = after;
    }

    static List<Notice> of(Since.Side before, Since.Side after, List<StagePair> stages) {
        var all = new Notices(before, after);
        all.apis();
        stages.forEach(all::stage);
        all.compare(Kind.PRINCIPAL, Account::identities, Identity::spoken, Identity::spoken);
        return all.notices;
    }

    /** Where service control policies are seen in one state only, nothing is known of how they differ. */
    static List<Notice> of(Organization was, Organization is) {
        return was instanceof Organization.NotSeen == is instanceof Organization.NotSeen
                ? List.of()
                : List.of(new Notice(
                        Direction.UNCLEAR,
                        Kind.ORGANIZATION,
                        "service control policies; those that are seen are taken for both",
                        seen(was),
                        seen(is)));
    }

    private static String seen(Organization organization) {
        return organization instanceof Organization.NotSeen ? "not seen" : "seen";
    }

    private <T> void compare(
            Kind kind, Function<Account, List<T>> all, Function<T, String> id, Function<T, String> words) {
        compare(kind, named(all.apply(before.account()), id), named(all.apply(after.account()), id), words);
    }

    private <T> void compare(Kind kind, Map<String, T> old, Map<String, T> now, Function<T, String> words) {
        now.forEach((id, one) -> {
            if (!old.containsKey(id)) {
                notices.add(Notice.added(kind, words.apply(one)));
            }
        });
        old.forEach((id, one) -> {
            if (!now.containsKey(id)) {
                notices.add(Notice.removed(kind, words.apply(one)));
            }
        });
    }

    private static <T> Map<String, T> named(List<T> all, Function<T, String> id) {
        var named = new LinkedHashMap<String, T>();
        all.forEach(one -> named.put(id.apply(one), one));
        return named;
    }

    private void apis() {
        var old = named(before.apis(), RestApi::id);
        var now = named(after.apis(), RestApi::id);
        compare(Kind.API, old, now, Notices::name);
        now.forEach((id, api) -> {
            var was = old.get(id);
            if (was != null && was.isPrivate() != api.isPrivate()) {
                notices.add(new Notice(
                        api.isPrivate() ? Direction.NARROWER : Direction.WIDER,
                        Kind.PRIVATE,
                        "API " + name(api),
                        was.isPrivate() ? "private" : "public",
                        api.isPrivate() ? "private" : "public"));
            }
        });
    }

    private static String name(RestApi api) {
        return api.name() + " (" + api.id() + ")";
    }

    private void stage(StagePair stage) {
        var was = stage.before();
        var is = stage.after();
        if (was.isEmpty() || is.isEmpty()) {
            stageAlone(stage, was.or(() -> is).orElseThrow(), is.isPresent());
            is.filter(one -> one.stage().unread() != null)
                    .ifPresent(one -> notices.add(new Notice(
                            Direction.UNCLEAR, Kind.METHODS, "methods of " + stage.name(), Notice.ABSENT, known(one))));
            return;
        }
        if (stage.isHalfRead()) {
            notices.add(new Notice(
                    Direction.UNCLEAR, Kind.METHODS, "methods of " + stage.name(), known(was.get()), known(is.get())));
            return;
        }
        stage.methods().forEach(method -> method(stage, method));
        keys(stage, was.get(), is.get());
    }

    /** Told unless the whole API came or went. */
    private void stageAlone(StagePair stage, Inquiry one, boolean added) {
        var others = added ? before.apis() : after.apis();
        if (others.stream().anyMatch(api -> api.id().equals(one.api().id()))) {
            notices.add(added ? Notice.added(Kind.STAGE, stage.name()) : Notice.removed(Kind.STAGE, stage.name()));
        }
    }

    private static String known(Inquiry inquiry) {
        return inquiry.stage().unread() == null ? "known" : "not known";
    }

    private void method(StagePair stage, String name) {
        var was = stage.before(name);
        var is = stage.after(name);
        var subject = name + " of " + stage.name();
        if (was.isEmpty() || is.isEmpty()) {
            notices.add(is.isPresent() ? Notice.added(Kind.METHOD, subject) : Notice.removed(Kind.METHOD, subject));
            return;
        }
        var old = was.get().authorization();
        var now = is.get().authorization();
        if (!old.equals(now)) {
            var direction = now.equals(DeployedMethod.NONE)
                    ? Direction.WIDER
                    : old.equals(DeployedMethod.NONE) ? Direction.NARROWER : Direction.UNCLEAR;
            notices.add(new Notice(direction, Kind.AUTHORIZATION, subject, old, now));
        }
        if (was.get().keyRequired() != is.get().keyRequired()) {
            notices.add(new Notice(
                    is.get().keyRequired() ? Direction.NARROWER : Direction.WIDER,
                    Kind.KEY_REQUIRED,
                    subject,
                    key(was.get()),
                    key(is.get())));
        }
    }

    private static String key(DeployedMethod method) {
        return method.keyRequired() ? "needs an API key" : "needs no API key";
    }

    /** Keys that a stage takes, where one of its methods asks for one. */
    private void keys(StagePair stage, Inquiry was, Inquiry is) {
        if (Stream.of(was, is).noneMatch(one -> one.stage().methods().stream().anyMatch(DeployedMethod::keyRequired))) {
            return;
        }
        var old = named(before.account().keys(), ApiKey::id);
        var now = named(after.account().keys(), ApiKey::id);
        var ids = new LinkedHashSet<>(now.keySet());
        ids.addAll(old.keySet());
        for (var id : ids) {
            var opened = Optional.ofNullable(old.get(id)).filter(was::opens).isPresent();
            var opens = Optional.ofNullable(now.get(id)).filter(is::opens).isPresent();
            if (opened != opens) {
                var key = Objects.requireNonNull(now.getOrDefault(id, old.get(id)));
                notices.add(new Notice(
                        opens ? Direction.WIDER : Direction.NARROWER,
                        Kind.KEY,
                        "key " + key.name() + " (" + id + ") at " + stage.name(),
                        opened ? "taken" : "not taken",
                        opens ? "taken" : "not taken"));
            }
        }
    }
}
