package org.jieshui.shell;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(scope = "jieshui", name = "departments", description = "List the modules that run, and whose signatures count")
public final class DepartmentsCommand implements Action {

    @Override
    public Object execute() throws Exception {
        Conversation.current().departments().list();
        return null;
    }
}
