import {
  type Fixed,
  numberOf,
  ProductSum,
  parseDecimal,
  plus,
  rescale,
  textOf,
  times,
} from "../money/index.ts";

/** Decimals of the integers that a ledger adds up: price units, quantity units and fee-rate units. */
export interface LedgerScales {
  readonly price: number;
  readonly quantity: number;
}

const NOTHING: Fixed = { units: 0n, scale: 0 };

/**
 * The exact account of one run in one market: `cash = capital - sum(quantity * price) - fees - funding - charges`, in integers. Prices and
 * quantities enter as whole units, so every product is exact, and so is every fee (rate * |quantity| * price).
 */
export class Ledger {
  readonly scales: LedgerScales;
  readonly priceFactor: number;
  readonly quantityFactor: number;
  private readonly capital: Fixed;
  private readonly capitalNumber: number;
  private readonly maker: Fixed;
  private readonly taker: Fixed;
  private readonly makerRate: number;
  private readonly takerRate: number;
  private readonly productFactor: number;
  private readonly net = new ProductSum();
  private readonly makerTurnover = new ProductSum();
  private readonly takerTurnover = new ProductSum();
  private funding: Fixed = NOTHING;
  private fundingNumber = 0;
  private charges: Fixed = NOTHING;
  private chargesNumber = 0;
  /** Fees that a venue has stated or that were bought at a price, beside those that follow from the rates. */
  private charged: Fixed = NOTHING;
  private chargedNumber = 0;

  constructor(
    capital: Fixed,
    scales: LedgerScales,
    fees: { readonly maker: string; readonly taker: string },
  ) {
    this.scales = scales;
    this.capital = capital;
    this.capitalNumber = numberOf(capital);
    this.maker = parseDecimal(fees.maker);
    this.taker = parseDecimal(fees.taker);
    this.makerRate = Number(fees.maker);
    this.takerRate = Number(fees.taker);
    this.priceFactor = 10 ** scales.price;
    this.quantityFactor = 10 ** scales.quantity;
    this.productFactor = this.priceFactor * this.quantityFactor;
  }

  /** Books a fill: price units, signed quantity units (negative sells). */
  fill(price: number, quantity: number, isMaker: boolean): void {
    this.net.add(price, quantity);
    const turnover = isMaker ? this.makerTurnover : this.takerTurnover;
    turnover.add(price, quantity < 0 ? -quantity : quantity);
  }

  /** As `fill`, with what the fee has cost in the quote currency. */
  fillFor(price: number, quantity: number, fee: Fixed): void {
    this.net.add(price, quantity);
    this.charged = plus(this.charged, fee);
    this.chargedNumber = numberOf(this.charged);
  }

  /** Takes a position over at a price, without a fee. */
  hold(price: number, quantity: number): void {
    this.net.add(price, quantity);
  }

  /**
   * Books a funding payment on a position of signed quantity units: `quantity * price * rate` leaves the account, or
   * enters it where negative. Exact for the decimals that price and rate are written with. Returns the payment.
   */
  pay(quantity: number, price: Fixed, rate: Fixed): Fixed {
    const payment = this.share(quantity, price, rate);
    this.funding = plus(this.funding, payment);
    this.fundingNumber = numberOf(this.funding);
    return payment;
  }

  /** Books a charge of `quantity * price * rate`; returns the amount as an exact decimal. */
  charge(quantity: number, price: Fixed, rate: Fixed): string {
    const amount = this.share(quantity, price, rate);
    this.charges = plus(this.charges, amount);
    this.chargesNumber = numberOf(this.charges);
    return textOf(amount);
  }

  /** A rate of the value of quantity units at a price, exactly. */
  private share(quantity: number, price: Fixed, rate: Fixed): Fixed {
    return times(times({ units: BigInt(quantity), scale: this.scales.quantity }, price), rate);
  }

  /** Exact charges so far: interest on what is sold short, fees of liquidations. */
  exactCharges(): Fixed {
    return this.charges;
  }

  /** Exact funding paid so far; negative when more was received. */
  exactFunding(): Fixed {
    return this.funding;
  }

  /** Cash as a double, recomputed from the exact sums at each call. */
  cash(): number {
    const { net, makerTurnover, takerTurnover, makerRate, takerRate } = this;
    const fees = makerRate * makerTurnover.approximate() + takerRate * takerTurnover.approximate();
    return (
      this.capitalNumber -
      (net.approximate() + fees) / this.productFactor -
      this.fundingNumber -
      this.chargesNumber -
      this.chargedNumber
    );
  }

  /** Fee of a fill as a share of its value. */
  feeRate(isMaker: boolean): number {
    return isMaker ? this.makerRate : this.takerRate;
  }

  /** Exact fees so far. */
  exactFees(): Fixed {
    const product = this.scales.price + this.scales.quantity;
    const scale = product + Math.max(this.maker.scale, this.taker.scale);
    const part = (turnover: ProductSum, rate: Fixed): bigint =>
      rescale({ units: turnover.exact() * rate.units, scale: product + rate.scale }, scale);
    const owed = {
      units: part(this.makerTurnover, this.maker) + part(this.takerTurnover, this.taker),
      scale,
    };
    return this.charged.units === 0n ? owed : plus(owed, this.charged);
  }

  /** Exact fee of one fill. */
  exactFee(price: number, quantity: number, isMaker: boolean): Fixed {
    const rate = isMaker ? this.maker : this.taker;
    const size = BigInt(quantity < 0 ? -quantity : quantity);
    return {
      units: BigInt(price) * size * rate.units,
      scale: this.scales.price + this.scales.quantity + rate.scale,
    };
  }

  /** Exact fee of one fill in the base currency: the rate of what is traded, worth `exactFee` at the fill's price. */
  baseFee(quantity: number, isMaker: boolean): Fixed {
    const rate = isMaker ? this.maker : this.taker;
    const size = BigInt(quantity < 0 ? -quantity : quantity);
    return { units: size * rate.units, scale: this.scales.quantity + rate.scale };
  }

  /** Exact cash. */
  exactCash(): Fixed {
    const fees = this.exactFees();
    const scale = Math.max(fees.scale, this.capital.scale, this.funding.scale, this.charges.scale);
    const net: Fixed = { units: this.net.exact(), scale: this.scales.price + this.scales.quantity };
    const other = rescale(this.funding, scale) + rescale(this.charges, scale);
    const spent = rescale(net, scale) + rescale(fees, scale) + other;
    return { units: rescale(this.capital, scale) - spent, scale };
  }
}
