// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Principals by methods: who can call what. */
public record Survey(List<Column> columns, List<Row> rows) {

    /** A deployed method of a stage. */
    public record Column(RestApi api, RestApi.Stage stage, DeployedMethod method) {}

    /** A caller, with an answer for each column, in the order of the columns. */
    public record Row(Caller caller, List<Reply> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    public Survey {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * Every identity of an account, somebody of it without policies, somebody of another account, and somebody without credentials, by every
     * method of some APIs in all of
     * their stages.
     */
    public static Survey of(Account account, List<RestApi> apis, Terms terms) {
        var columns = new ArrayList<Column>();
        var inquiries = new ArrayList<Inquiry>();
        for (var api : apis) {
            for (var stage : api.stages()) {
                var inquiry = new Inquiry(account, api, stage, terms);
                stage.methods().forEach(method -> {
                    columns.add(new Column(api, stage, method));
                    inquiries.add(inquiry);
                });
            }
        }
        var rows = Stream.concat(
                        account.identities().stream().map(identity -> Caller.of(account, identity)),
                        Stream.of(Caller.anybodyInTheAccount(account), Caller.anybodySigned(account), Caller.anybody()))
                .map(caller -> row(caller, columns, inquiries))
                .toList();
        return new Survey(columns, rows);
    }

    private static Row row(Caller caller, List<Column> columns, List<Inquiry> inquiries) {
        var cells = new ArrayList<Reply>();
        for (var index = 0; index < columns.size(); index++) {
            var method = columns.get(index).method();
            cells.add(inquiries.get(index).can(caller, method.verb(), method.path()));
        }
        return new Row(caller, cells);
    }
}
