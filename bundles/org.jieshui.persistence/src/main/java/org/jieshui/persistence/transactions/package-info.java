/** The pool, and the transaction that belongs to a thread. */
package org.jieshui.persistence.transactions;
