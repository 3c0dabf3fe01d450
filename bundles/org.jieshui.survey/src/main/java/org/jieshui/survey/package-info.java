/** 现场查勘: the appointment, who attends, and the joint water-use plan. The departments' findings are tasks of the departments. */
package org.jieshui.survey;
