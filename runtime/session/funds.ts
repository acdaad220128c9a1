import type { RunState } from "./run-state.ts";

/** Whether the account can carry `size` more units at `price`, its fee included, beside what else it holds. */
export const canPay = (
  run: RunState,
  size: number,
  price: number,
  projected: number,
  beside = 0,
): boolean => {
  const { ledger } = run;
  const value = (size / ledger.quantityFactor) * price;
  const held = (projected / ledger.quantityFactor) * price;
  const equity = run.isAlone ? run.cash + run.quantity * price : equityAt(run, price);
  return held + beside + value <= (equity - value * ledger.feeRate(false)) * run.setup.route.leverage;
};

/** Units that the account can carry more at `price`, its fee included, in whole lots; 0 below the venue's minimum. */
export const payableUnits = (run: RunState, price: number, projected: number, beside: number): number => {
  const { ledger, setup } = run;
  const { leverage } = setup.route;
  const held = (projected / ledger.quantityFactor) * price;
  const equity = run.isAlone ? run.cash + run.quantity * price : equityAt(run, price);
  const value = (equity * leverage - held - beside) / (1 + ledger.feeRate(false) * leverage);
  const units = setup.precision.wholeLots((value / price) * ledger.quantityFactor);
  const isTradable = units >= setup.precision.quantityMinUnits && value >= setup.precision.notionalMin;
  return isTradable ? units : 0;
};

/** Equity of an account with several markets where this one trades at `price`. */
const equityAt = (run: RunState, price: number): number => {
  const equity = run.setup.account.equityNow();
  return run.quantity === 0 ? equity : equity + run.quantity * (price - run.price);
};
