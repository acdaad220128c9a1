/** Kraken, recorded asset pairs: ccxt's market structures, shortened to what is used. */
export const kraken: unknown = {
  precisionModeValue: 4,
  fees: { maker: 0.0016, taker: 0.0026 },
  markets: {
    "BTC/USDT": {
      symbol: "BTC/USDT",
      base: "BTC",
      quote: "USDT",
      type: "spot",
      maker: 0.0025,
      taker: 0.004,
      precision: { amount: 1e-8, price: 0.1 },
      limits: { amount: { min: 5e-5 }, cost: { min: 0.5 } },
    },
  },
};
