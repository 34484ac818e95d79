// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Principals by methods: who can call what. */
public record Survey(List<Column> columns, List<Row> rows) {

    /**
     * A deployed method of a stage.
     *
     * @param inquiry about its stage
     */
    public record Column(Inquiry inquiry, DeployedMethod method) {}

    /**
     * What a caller gets from some methods of one stage, which follows from the same statements.
     *
     * @param column the first of them
     * @param reply about that one; about the others it differs in paths and ARNs only
     */
    public record Kind(int column, Reply reply) {}

    public Survey {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * Every identity of an account, somebody of it without policies, somebody of another account, and somebody without credentials, by every
     * method of some APIs in all of their stages.
     */
    public static Survey of(Account account, List<RestApi> apis, Terms terms) {
        return of(account, apis, terms, _ -> true);
    }

    /** @param wanted by how callers are called; the others are left out */
    public static Survey of(Account account, List<RestApi> apis, Terms terms, Predicate<String> wanted) {
        var callers = Stream.concat(
                        account.identities().stream().map(identity -> Caller.of(account, identity)),
                        Stream.of(Caller.anybodyInTheAccount(account), Caller.anybodySigned(account), Caller.anybody()))
                .filter(caller -> wanted.test(caller.spoken()))
                .toList();
        var columns = new ArrayList<Column>();
        var sheets = new ArrayList<Sheet>();
        for (var api : apis) {
            for (var stage : api.stages()) {
                var inquiry = new Inquiry(account, api, stage, terms);
                sheets.add(new Sheet(inquiry, columns.size(), callers));
                stage.methods().forEach(method -> columns.add(new Column(inquiry, method)));
            }
        }
        var rows = new ArrayList<Row>();
        for (var index = 0; index < callers.size(); index++) {
            var row = index;
            rows.add(new Row(
                    callers.get(row),
                    sheets.stream().map(sheet -> sheet.row(row)).toList()));
        }
        return new Survey(columns, rows);
    }
}
