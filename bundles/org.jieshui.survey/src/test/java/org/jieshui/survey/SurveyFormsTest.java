package org.jieshui.survey;

import org.jieshui.testkit.FormsContract;

class SurveyFormsTest extends FormsContract {}
