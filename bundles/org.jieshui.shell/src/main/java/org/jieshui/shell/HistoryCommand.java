package org.jieshui.shell;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(scope = "jieshui", name = "history", description = "What was deployed, refused, rolled back and removed, newest first")
public final class HistoryCommand implements Action {

    @Argument(name = "module", description = "of this module alone")
    String module;

    @Override
    public Object execute() throws Exception {
        Conversation.current().departments().history(module);
        return null;
    }
}
