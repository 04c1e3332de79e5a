import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a transaction is searched by; kept by triggers of `transactions` and nobody else. */
@Entity('transaction_search')
@Index('idx_transaction_search_text', { synchronize: false })
export class TransactionSearch {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'transaction_search_pkey' })
  @ForeignKey('transactions', { name: 'transaction_search_transaction_id_fkey', onDelete: 'CASCADE' })
  transaction_id!: string;

  /** Whose transaction it is. */
  @Column({ type: 'uuid' })
  user_id!: string;

  /** Its id at the processor, e-mail, name and description, lower case. */
  @Column({ type: 'text' })
  search_text!: string;
}
