/** What the scripts in npm/ publish the carrier packages with; no part of what this package offers to others. */
export { allCarriers, carrierFolder, carrierManifest } from './carriers.js'
export { fillCarrier } from './fill-carrier.js'
