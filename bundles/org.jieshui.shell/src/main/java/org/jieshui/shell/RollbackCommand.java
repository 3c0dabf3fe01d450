package org.jieshui.shell;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(scope = "jieshui", name = "rollback", description = "Go back to the version before, or to a deployment of the history")
public final class RollbackCommand implements Action {

    @Argument(name = "module", required = true, description = "which module")
    String module;

    @Argument(index = 1, name = "number", description = "the deployment's number in the history")
    Long number;

    @Override
    public Object execute() throws Exception {
        Conversation.current().departments().rollBack(module, number);
        return null;
    }
}
