// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyFormatException;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The resource policy of an API: what is ours in it, what is of others, and its text with other statements of ours. Those of others stay as
 * they were returned.
 *
 * @param others the document without ours, as it was returned
 * @param foreign its statements with their resources written out; where it cannot be read, stand-ins that are like nothing else
 * @param ours statements of ours, written out
 * @param trouble why it is not written, with what to do; empty where it may be
 */
public record ResourceDocument(
        PolicyDocument others, List<Statement> foreign, List<Statement> ours, Optional<String> trouble) {

    private static final PolicyDocument EMPTY = PolicyDocument.of(List.of());
    private static final int DIGEST_LENGTH = 16;
    private static final int SHOWN_LENGTH = 200;

    /** Ids that AWS puts in the place of principals that are gone. */
    private static final Pattern GONE = Pattern.compile("A(IDA|ROA|GPA|NPA|IPA|KIA|SIA)[A-Z0-9]{8,}");

    public ResourceDocument {
        foreign = List.copyOf(foreign);
        ours = List.copyOf(ours);
    }

    /**
     * Reads a policy.
     *
     * @param text as API Gateway returned it, in whatever form of resources; empty where there is none
     * @param mark of the object whose statements are ours; empty: of any object
     */
    public static ResourceDocument of(Optional<String> text, FenceStatements.Place place, String mark) {
        if (text.isEmpty()) {
            return new ResourceDocument(EMPTY, List.of(), List.of(), Optional.empty());
        }
        PolicyDocument read;
        try {
            read = PolicyReader.readForeign(text.get(), PolicyKind.ANY);
        } catch (PolicyFormatException e) {
            return unreadable(text.get(), String.valueOf(e.getMessage()));
        }
        var others = read.withStatements(read.statements().stream()
                .filter(one -> !FenceSids.isOurs(one, mark))
                .toList());
        var ours = read.withStatements(read.statements().stream()
                .filter(one -> FenceSids.isOurs(one, mark))
                .toList());
        return new ResourceDocument(
                others,
                expanded(others, place),
                expanded(ours, place),
                read.statements().stream().flatMap(one -> trouble(one).stream()).findFirst());
    }

    /** Whether a statement is one of ours, by its Sid; for the mark as {@link #of} takes it. */
    public static boolean isOurs(Statement statement, String mark) {
        return FenceSids.isOurs(statement, mark);
    }

    private static List<Statement> expanded(PolicyDocument document, FenceStatements.Place place) {
        return ExecuteApi.expand(document, place.partition(), place.region(), place.account(), place.apiId())
                .statements();
    }

    /** Nothing is known of it, so it may open and close anything: two of them are alike where their texts are the same. */
    private static ResourceDocument unreadable(String text, String why) {
        var sid = "unreadable" + Digest.of(DIGEST_LENGTH, text);
        var standIns = Stream.of(Effect.ALLOW, Effect.DENY)
                .map(effect -> new Statement(
                        sid,
                        effect,
                        PrincipalSet.everyone(),
                        ActionSet.of(ExecuteApi.INVOKE),
                        ResourceSet.of("*"),
                        List.of(),
                        "it cannot be read"))
                .toList();
        return new ResourceDocument(
                EMPTY,
                standIns,
                List.of(),
                Optional.of("the resource policy of the API cannot be read (" + cut(why)
                        + "): put it right, nothing is written into it until then"));
    }

    private static Optional<String> trouble(Statement statement) {
        var named = statement.sid() == null ? "a statement without a Sid" : "statement " + cut(statement.sid());
        if (statement.unclear() != null) {
            return Optional.of(named + " of the resource policy is not settled (" + cut(statement.unclear())
                    + "): put it right, nothing is written into the policy until then");
        }
        var principals = statement.principals();
        return principals == null
                ? Optional.empty()
                : principals.entries().stream()
                        .filter(entry -> GONE.matcher(entry.value()).matches())
                        .findFirst()
                        .map(gone -> named
                                + " of the resource policy names a principal that is gone (" + gone.value()
                                + "), with which AWS takes no policy back: take it out, nothing is written until then");
    }

    private static String cut(String text) {
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "...";
    }

    /**
     * The text with other statements of ours; empty where no statement is left.
     *
     * @throws IllegalStateException where it may not be written
     */
    public Optional<String> with(List<Statement> next) {
        trouble.ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        var all = new ArrayList<>(others.statements());
        all.addAll(next);
        return all.isEmpty() ? Optional.empty() : Optional.of(PolicyWriter.write(others.withStatements(all)));
    }

    /** Characters of a document of these statements, written out as AWS stores it; as if nothing where one of them was not read in full. */
    static int length(List<Statement> statements) {
        return statements.isEmpty() || statements.stream().anyMatch(one -> one.unclear() != null)
                ? 0
                : PolicyWriter.write(PolicyDocument.of(statements)).length();
    }
}
