package org.jieshui.agreements;

import org.jieshui.testkit.FormsContract;

class AgreementsFormsTest extends FormsContract {}
