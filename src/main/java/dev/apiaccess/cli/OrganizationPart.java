// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Organization;
import dev.apiaccess.access.Organization.Level;
import dev.apiaccess.access.Organization.Levels;
import dev.apiaccess.access.Organization.NotSeen;
import dev.apiaccess.access.Organization.Scp;
import dev.apiaccess.access.Organization.Unbound;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The field of an account file that holds what its organization lets it do. A file without it has not seen that. */
final class OrganizationPart {

    private static final String FIELD = "organization";
    private static final String NOT_SEEN = "notSeen";
    private static final String UNBOUND = "unbound";
    private static final String LEVELS = "levels";
    private static final String POLICIES = "policies";

    private OrganizationPart() {}

    /** @param file the whole file */
    static Organization read(AccountFilePart file) {
        if (!file.has(FIELD)) {
            return Organization.unseen();
        }
        var part = file.part(FIELD);
        if (part.has(NOT_SEEN)) {
            part.only(List.of(NOT_SEEN));
            return new NotSeen(part.text(NOT_SEEN));
        }
        if (part.has(UNBOUND)) {
            part.only(List.of(UNBOUND));
            return new Unbound(part.text(UNBOUND));
        }
        part.only(List.of(LEVELS, POLICIES));
        return levels(part, file.text("account"));
    }

    private record Text(String id, String name, String document) {}

    /** Levels that are left out may deny: a part of the way is not taken for the whole. */
    private static Levels levels(AccountFilePart part, String account) {
        var texts = part.list(POLICIES).stream()
                .map(OrganizationPart::text)
                .collect(Collectors.toMap(Text::id, one -> one, (one, _) -> {
                    throw part.wrong(POLICIES, one.id() + " is given twice");
                }));
        var seen = new HashSet<String>();
        var levels =
                part.list(LEVELS).stream().map(level -> level(level, texts)).toList();
        levels.stream().filter(level -> !seen.add(level.id())).findFirst().ifPresent(twice -> {
            throw part.wrong(LEVELS, twice.id() + " is given twice");
        });
        if (levels.isEmpty()
                || !levels.getFirst().id().startsWith("r-")
                || !levels.getLast().id().equals(account)) {
            throw part.wrong(LEVELS, "it takes the levels from the root (r-...) to the account (" + account + ")");
        }
        return new Levels(levels);
    }

    private static Text text(AccountFilePart part) {
        part.only(List.of("id", "name", "document"));
        return new Text(part.text("id"), part.text("name"), part.text("document"));
    }

    private static Level level(AccountFilePart part, Map<String, Text> texts) {
        part.only(List.of("id", POLICIES));
        var id = part.text("id");
        return new Level(
                id,
                part.texts(POLICIES).stream()
                        .distinct()
                        .sorted()
                        .map(policy -> {
                            var text = texts.get(policy);
                            if (text == null) {
                                throw part.wrong(
                                        POLICIES, "there is no policy " + policy + " among those beside the levels");
                            }
                            return Scp.of(id, policy, text.name(), text.document());
                        })
                        .toList());
    }

    /** Adds the field; nothing where nobody looked. */
    static void write(ObjectNode file, Organization organization) {
        switch (organization) {
            case NotSeen(var why) -> {
                if (!why.isEmpty()) {
                    file.putObject(FIELD).put(NOT_SEEN, why);
                }
            }
            case Unbound(var why) -> file.putObject(FIELD).put(UNBOUND, why);
            case Levels(var all) -> levels(file.putObject(FIELD), all);
        }
    }

    /** Levels stand in the order in which they bind, which says something; policies by their ids. */
    private static void levels(ObjectNode node, List<Level> all) {
        var levels = node.putArray(LEVELS);
        var policies = new TreeMap<String, Scp>();
        for (var level : all) {
            var ids = levels.addObject().put("id", level.id()).putArray(POLICIES);
            level.policies().stream().map(Scp::id).sorted().forEach(ids::add);
            level.policies().forEach(scp -> policies.put(scp.id(), scp));
        }
        var texts = node.putArray(POLICIES);
        policies.values()
                .forEach(scp -> texts.addObject()
                        .put("id", scp.id())
                        .put("name", scp.name())
                        .put("document", scp.document().text().orElse("")));
    }
}
